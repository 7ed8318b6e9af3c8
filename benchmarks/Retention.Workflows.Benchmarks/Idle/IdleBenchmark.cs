using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// What does an idle engine cost? A million enrollments wait and none is due. The worker of a host runs for half a minute by the real
/// clock. All options have their defaults, except the clock on PostgreSQL. Prints the processor share of this process and of the database
/// server.
/// </summary>
internal static class IdleBenchmark
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <param name="arguments">Number of waiting enrollments and seconds that the worker runs; 1,000,000 and 30 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (waiting, seconds) = (arguments.Number(0, 1_000_000), arguments.Number(1, 30));
        Report.Machine(store.Description);
        await using var database = await store.CreateAsync();
        await FillAsync(database, waiting);

        await using var host = new WorkerHost(database, JourneyBenchmark.Journey());
        await host.StartAsync();
        await Task.Delay(Settling, TimeProvider.System);
        Meter.Forget();
        var idle = await store.Meter.RunAsync(() => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System));
        await host.StopAsync();

        Report.Head("waiting", "seconds", "of a processor, this process", "of a processor, server", "together", "peak memory, MB");
        Report.Row($"{waiting:N0}", Report.Fine(idle.Elapsed.TotalSeconds), Share(idle.Processor, idle), Share(idle.Server, idle),
            Share(idle.Processor + idle.Server, idle), Report.Megabytes(idle.PeakBytes));
        return 0;
    }

    private static string Share(TimeSpan processor, Measure idle) =>
        (processor / idle.Elapsed).ToString("P2", CultureInfo.InvariantCulture);

    /// <summary>Writes enrollments with a message that is due in a month; the in-memory store gets none.</summary>
    private static async Task FillAsync(BenchDatabase database, int waiting)
    {
        var start = TimeProvider.System.GetUtcNow();
        await using (await EngineHost.StartAsync(database, start, JourneyBenchmark.Journey()))
        {
        }

        await using var connection = await database.OpenBareAsync();
        if (connection is not null)
            await new BareRows(connection, start.AddDays(30)).EnrollAndWaitAsync(waiting);
    }
}
