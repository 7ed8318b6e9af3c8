using System.CommandLine;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Journeys;

/// <summary><c>retention diff OLD NEW</c></summary>
internal static class DiffCommand
{
    internal static Command Create()
    {
        var before = new Argument<string>("old") { Description = "The file of the earlier version." };
        var after = new Argument<string>("new") { Description = "The file of the later version." };
        var exitCode = new Option<bool>("--exit-code") { Description = "Answers 1 if the versions differ." };
        var command = new Command("diff", "Compares two versions of a journey: rules and steps, by the names of the steps.")
        {
            before, after, exitCode,
        };
        command.SetAction(async (parsed, _) =>
        {
            var lines = JourneyDiff.Between(
                JourneyFile.Read(parsed.GetRequiredValue(before)), JourneyFile.Read(parsed.GetRequiredValue(after)));
            var output = parsed.InvocationConfiguration.Output;
            foreach (var line in lines.Count > 0 ? lines : ["The versions are equal."])
                await output.WriteLineAsync(line).ConfigureAwait(false);
            return lines.Count > 0 && parsed.GetValue(exitCode) ? ExitCodes.Problems : ExitCodes.Done;
        });
        return command;
    }
}
