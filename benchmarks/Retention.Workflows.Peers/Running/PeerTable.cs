using Retention.Workflows.Benchmarks;

namespace Retention.Workflows.Peers;

/// <summary>Prints one row for each contender. The first one is ours.</summary>
internal static class PeerTable
{
    internal static void Print(IReadOnlyList<PeerResult> results)
    {
        var ours = results[0].Whole is { } whole ? whole.PerSecond(results[0].Journeys) : double.NaN;
        Report.Head("whole journeys", "journeys", "a second", "to ours", "enrolled to waiting, a second", "resumed to ended, a second",
            "CPU µs each, process", "CPU µs each, server", "leaves out");
        foreach (var result in results)
        {
            if (result.Whole is not { } measure)
                continue;
            var rate = measure.PerSecond(result.Journeys);
            Report.Row(
                result.Contender.Name,
                Report.Number(result.Journeys),
                Report.Number(rate),
                Report.Fine(rate / ours),
                Report.Number(result.Entering!.PerSecond(result.Journeys)),
                Report.Number(result.Leaving!.PerSecond(result.Journeys)),
                Report.Number(measure.Processor.TotalMicroseconds / result.Journeys),
                Report.Number(measure.Server.TotalMicroseconds / result.Journeys),
                result.Contender.LeavesOut);
        }

        foreach (var result in results.Where(static result => result.Problem is not null))
            Console.WriteLine($"Not in the table: {result.Contender.Name}. {result.Problem}");
    }
}
