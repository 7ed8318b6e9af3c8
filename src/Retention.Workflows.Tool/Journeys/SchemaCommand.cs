using System.CommandLine;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Journeys;

/// <summary><c>retention schema</c></summary>
internal static class SchemaCommand
{
    internal static Command Create()
    {
        var command = new Command("schema", "Writes the JSON Schema of journeys, for editors. It has the library's own step kinds.");
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(JourneyJson.Schema()).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
