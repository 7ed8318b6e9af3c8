using Retention.Workflows;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;

namespace Swiftmotion.Churn;

/// <summary>The frame of a sample's program: Ctrl+C stops it, and errors of the user are one line.</summary>
internal static class SampleProgram
{
    /// <summary>Runs a sample.</summary>
    /// <param name="run">The sample; its result is the exit code.</param>
    internal static async Task<int> RunAsync(Func<CancellationToken, Task<int>> run)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };

        try
        {
            return await run(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped. Nothing is lost: run the same command again, and it continues from here.");
            return 130;
        }
        catch (Exception exception) when (exception is ArgumentException or ImportException or JourneyDefinitionException
            or RetentionStoreException or ReplayStoppedException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
