using System.CommandLine;
using Microsoft.Extensions.Options;
using Retention.Workflows.Import;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Tool.Import;
using Retention.Workflows.Tool.Journeys;
using Retention.Workflows.Tool.Replay;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool;

/// <summary>The command <c>retention</c>: reads the command line, runs one command, and turns expected errors into messages.</summary>
internal static class RetentionTool
{
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Works on journeys and on the files of a shop. Nothing here sends a message to a customer.")
        {
            ImportCommand.Create(),
            ValidateCommand.Create(),
            DrawCommand.Create(),
            DiffCommand.Create(),
            SchemaCommand.Create(),
            ReplayCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        try
        {
            var code = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCodes.Stopped;
        }
        catch (Exception exception) when (exception is ToolException or ImportException or ImportMappingException or JourneyDefinitionException
            or OptionsValidationException or RetentionStoreException or ReplayStoppedException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return ExitCodes.Problems;
        }
    }
}
