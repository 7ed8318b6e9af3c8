namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast does the engine ingest events? Callers append purchases of random customers in calls of 1,000 and of 20,000. The prototype
/// inserts the same rows into the same table with its indexes, 1,000 a commit over one connection, and refuses rows that exist already.
/// </summary>
internal static class IngestBenchmark
{
    private const int Small = 1_000;
    private const int Large = 20_000;
    private const int WarmUp = 5_000;
    private const int Customers = 100_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">The number of events; 200,000 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var count = arguments.Number(0, 200_000);
        Report.Machine(store.Description);
        await RunBareAsync(store, WarmUp);
        await RunEngineAsync(store, WarmUp, Small, callers: 1);
        var bare = await RunBareAsync(store, count);
        var results = new List<(string, Measure)>();
        foreach (var size in (int[])[Small, Large])
            results.Add(($"engine on {store.Name}, {size:N0} events a call", await RunEngineAsync(store, count, size, callers: 1)));
        if (store.IsShared)
            results.Add(($"engine on {store.Name}, {Small:N0} events a call, 8 callers at once",
                await RunEngineAsync(store, count, Small, callers: 8)));

        Report.ContenderHead($"{count:N0} purchases of {Customers:N0} customers");
        if (bare is not null)
            Report.Contender($"bare {store.Name} (the prototype)", bare, count, bare);
        foreach (var (name, measure) in results)
            Report.Contender(name, measure, count, bare);
        return 0;
    }

    private static async Task<Measure?> RunBareAsync(BenchStore store, int count)
    {
        await using var database = await store.CreateAsync();
        await using (await EngineHost.StartAsync(database, Start, JourneyBenchmark.Journey()))
        {
        }

        await using var connection = await database.OpenBareAsync();
        if (connection is null)
            return null;
        var shop = new BareShop(connection, partitions: 1);
        var calls = Calls(count, Small);
        Meter.Forget();
        return await store.Meter.RunAsync(async () =>
        {
            foreach (var call in calls)
            {
                await connection.BeginAsync();
                await shop.AppendAsync(0, call);
                await connection.CommitAsync();
            }
        });
    }

    private static async Task<Measure> RunEngineAsync(BenchStore store, int count, int size, int callers)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, JourneyBenchmark.Journey());
        var calls = Calls(count, size);
        Meter.Forget();
        return await store.Meter.RunAsync(() => Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = callers },
            async (call, cancellationToken) => await host.Client.AppendEventsAsync(call, cancellationToken)));
    }

    // Generated before the measurement starts, and the same for every contender.
    private static List<CustomerEvent[]> Calls(int count, int size)
    {
        var random = new Random(20260101);
        return [.. Enumerable.Range(0, count)
            .Select(place => Shop.Purchase(random.Next(1, Customers + 1), Start.AddMilliseconds(place * 10L))).Chunk(size)];
    }
}
