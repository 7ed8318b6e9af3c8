using System.CommandLine;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Journeys;

/// <summary><c>retention validate FILE...</c></summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "The files of the journeys, as JSON.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(
            "validate",
            "Checks journeys: their form, steps, conditions and references inside the journey. Templates, offers, segments and predicates "
            + "are known to the host only and are checked when it starts.")
        {
            files,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(files), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output, TextWriter errors)
    {
        var code = ExitCodes.Done;
        var firstOf = new Dictionary<JourneyName, string>();
        foreach (var file in files)
        {
            try
            {
                var journey = JourneyFile.Read(file);
                if (!firstOf.TryAdd(journey.Name, file))
                    throw new ToolException($"{file}: the journey '{journey.Name}' is already in {firstOf[journey.Name]}; a host takes one.");
                await output.WriteLineAsync($"{file}: {journey.Name} is valid").ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is ToolException or IOException or UnauthorizedAccessException)
            {
                code = ExitCodes.Problems;
                await errors.WriteLineAsync(problem.Message).ConfigureAwait(false);
            }
        }

        return code;
    }
}
