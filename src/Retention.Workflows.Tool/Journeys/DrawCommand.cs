using System.CommandLine;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Journeys;

/// <summary><c>retention draw FILE [--as outline|mermaid]</c></summary>
internal static class DrawCommand
{
    private const string Outline = "outline";
    private const string Mermaid = "mermaid";

    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The file of the journey, as JSON." };
        var form = new Option<string>("--as")
        {
            Description = "outline: indented text. mermaid: a flowchart that Markdown pages draw.",
            DefaultValueFactory = _ => Outline,
        };
        form.AcceptOnlyFromAmong(Outline, Mermaid);
        var target = new Option<string?>("--output") { Description = "The file to write; the console if it is left out.", HelpName = "file" };
        var command = new Command("draw", "Draws a journey.") { file, form, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var journey = JourneyFile.Read(parsed.GetRequiredValue(file));
            var text = parsed.GetValue(form) == Mermaid ? journey.ToMermaid() : journey.ToOutline();
            if (parsed.GetValue(target) is { } path)
                await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
            else
                await parsed.InvocationConfiguration.Output.WriteAsync(text).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
