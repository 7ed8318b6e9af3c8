using Retention.Workflows.Storage;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How long does a web request wait that appends one event? 1, 8 and 64 callers append purchases, one a call, each as fast as it gets
/// results: without a worker, and while the worker of the same process advances due enrollments and sends their messages. The prototype
/// inserts one event a commit over one connection.
/// </summary>
internal static class EventsBenchmark
{
    private const string Heading = "one event a call";

    private static readonly JourneyName Name = new("benchmark");
    private static readonly int[] Callers = [1, 8, 64];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="arguments">
    /// Numbers of due enrollments and of seconds for each case without a worker; 100,000 and 5 by default.
    /// </param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (due, duration) = (arguments.Number(0, 100_000), TimeSpan.FromSeconds(arguments.Number(1, 5)));
        Report.Machine(store.Description);
        await RunBusyAsync(store, 5_000, callers: 8, print: false); // warms up

        Report.Head(Heading, "calls", "a second", "p50, ms", "p99, ms", "longest, ms", "enrollments a second");
        await RunIdleAsync(store, due, duration);
        foreach (var callers in (int[])[0, .. Callers])
            await RunBusyAsync(store, due, callers, print: true);
        return 0;
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(Name, journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Goal.On(EventNames.Purchase).Within(Days(30));
        journey.Steps
            .Wait("think", Days(10))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher");
    });

    private static async Task RunIdleAsync(BenchStore store, int customers, TimeSpan duration)
    {
        await using var database = await store.CreateAsync();
        await FillAsync(database, customers);
        CallTimes? bare = null;
        await using (var connection = await database.OpenBareAsync())
        {
            if (connection is not null)
            {
                bare = await CallTimes.OfAsync(1, customers, duration, new BareShop(connection, 1).AppendOneAsync, CancellationToken.None);
                Print($"bare {store.Name} (the prototype), 1 caller", bare, "");
            }
        }

        foreach (var callers in Callers)
        {
            await using var host = new WorkerHost(database, Journey());
            var client = host.Client;
            var times = await CallTimes.OfAsync(
                callers, customers, duration, @event => client.AppendEventAsync(@event), CancellationToken.None);
            Print($"engine on {store.Name}, {Text(callers)}, no worker", times, "");
            if (bare is not null)
                Report.Keep(Heading, $"engine on {store.Name}, {Text(callers)}", times.PerSecond / bare.PerSecond);
        }
    }

    /// <summary>Callers append events until the worker has advanced all due enrollments.</summary>
    private static async Task RunBusyAsync(BenchStore store, int due, int callers, bool print)
    {
        await using var database = await store.CreateAsync();
        await FillAsync(database, due);
        await using var host = new WorkerHost(database, Journey());
        var client = host.Client;
        await client.AppendEventsAsync([]); // publishes the journey
        var started = TimeProvider.System.GetTimestamp();
        await host.StartAsync();
        using var done = new CancellationTokenSource(Longest);
        var calls = CallTimes.OfAsync(callers, due, Longest, @event => client.AppendEventAsync(@event), done.Token);
        while (!done.IsCancellationRequested && await IsAnyDueAsync(host))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        await done.CancelAsync();
        var times = await calls;
        await host.StopAsync();
        var moved = (await host.Operations.ReadCountersAsync(Name))
            .Where(counter => counter is { Measure: JourneyMeasures.Left, Step: "think" }).Sum(counter => counter.Count);
        if (print)
            Print($"engine on {store.Name}, {Text(callers)}, beside a worker", times, Report.Number(moved / elapsed.TotalSeconds));
    }

    /// <summary>Writes customers whose enrollments have been due since yesterday.</summary>
    private static async Task FillAsync(BenchDatabase database, int customers)
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        await using var host = await EngineHost.StartAsync(database, yesterday.AddDays(-12), Journey());
        await using var connection = await database.OpenBareAsync();
        if (connection is null)
            await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, customers));
        else
            await new BareShop(connection, host.Store.PartitionCount).SaveCustomersAsync(customers);
        host.Time.MoveTo(yesterday.AddDays(-11));
        await host.EnrollAsync();
        await host.AdvanceAsync();
    }

    private static async Task<bool> IsAnyDueAsync(WorkerHost host)
    {
        var now = TimeProvider.System.GetUtcNow();
        return (await host.Store.ReadDueWorkAsync()).Partitions.Any(partition => partition.Steps <= now);
    }

    private static string Text(int callers) => callers == 1 ? "1 caller" : $"{callers} callers";

    private static void Print(string name, CallTimes times, string moved) => Report.Row(
        name, Report.Number(times.Count), Report.Number(times.PerSecond), Report.Fine(times.Within(0.5)), Report.Fine(times.Within(0.99)),
        Report.Fine(times.Within(1)), moved);
}
