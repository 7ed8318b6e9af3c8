using static Retention.Workflows.Period;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast does the engine run a whole journey, compared with what the database alone can do? The journey enrolls, sends, waits, queries
/// the event log, issues a voucher, sends and ends. Prints each phase of two prototypes and of the engine in the same run; the fastest of
/// several rounds counts.
/// </summary>
internal static class JourneyBenchmark
{
    /// <summary>Messages sent in the first round; enough to measure a rate.</summary>
    private const int Dispatched = 20_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">Numbers of customers and rounds; 100,000 and 2 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (count, rounds) = (arguments.Number(0, 100_000), arguments.Number(1, 2));
        Report.Machine(store.Description);
        Console.WriteLine($"{count:N0} customers, the fastest of {rounds} rounds of each phase");
        await RunEngineAsync(store, 20_000, engines: 1, dispatch: true); // warms up
        Phases? strict = null, ado = null, rows = null, one = null, two = null;
        for (var round = 0; round < rounds; round++)
        {
            strict = await RunStrictAsync(store, count, static database => database.OpenBareAsync()) is { } moved
                ? moved.Faster(strict) : null;
            ado = await RunStrictAsync(store, count, static database => database.OpenAdoAsync()) is { } slower ? slower.Faster(ado) : null;
            rows = await RunRowsAsync(store, count) is { } written ? written.Faster(rows) : null;
            one = (await RunEngineAsync(store, count, engines: 1, dispatch: round == 0)).Faster(one);
            if (store.IsShared)
                two = (await RunEngineAsync(store, count, engines: 2, dispatch: false)).Faster(two);
        }

        Print(store, count, strict, ado, rows, one!, two);
        return 0;
    }

    internal static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("benchmark"), journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(10))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher");
    });

    private static async Task<Phases?> RunStrictAsync(BenchStore store, int count, Func<BenchDatabase, Task<BareConnection?>> open)
    {
        await using var database = await store.CreateAsync();
        await using var connection = await open(database);
        if (connection is null)
            return null;
        var bare = new BareJourney(connection);
        await bare.CreateAsync();
        Meter.Forget();
        return new Phases(
            await store.Meter.RunAsync(() => bare.EnrollAsync(1, count, dueAt: 1))
                + await store.Meter.RunAsync(() => bare.MoveAsync(1, "wait", 2)),
            await store.Meter.RunAsync(() => bare.MoveAsync(2, "done", null)));
    }

    private static async Task<Phases?> RunRowsAsync(BenchStore store, int count)
    {
        await using var database = await store.CreateAsync();

        // The store creates its own tables with their indexes.
        await using (await EngineHost.StartAsync(database, Start, Journey()))
        {
        }

        await using var connection = await database.OpenBareAsync();
        if (connection is null)
            return null;
        var bare = new BareRows(connection, Start);
        Meter.Forget();
        return new Phases(
            await store.Meter.RunAsync(() => bare.EnrollAndWaitAsync(count)),
            await store.Meter.RunAsync(bare.FinishAsync));
    }

    private static async Task<Phases> RunEngineAsync(BenchStore store, int count, int engines, bool dispatch)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, Journey(), engines);
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, count));

        host.Time.MoveTo(Start.AddHours(10));
        Meter.Forget();
        var first = await store.Meter.RunAsync(async () =>
        {
            await host.EnrollAsync();
            await host.AdvanceAsync();
        });
        host.Time.MoveTo(Start.AddDays(5));
        await Shop.AppendAsync(
            host.Client, Enumerable.Range(1, count / 5).Select(number => Shop.Purchase(number * 5, host.Time.GetUtcNow())));
        host.Time.MoveTo(Start.AddDays(11));
        Meter.Forget();
        var second = await store.Meter.RunAsync(host.AdvanceAsync);
        if (!dispatch)
            return new Phases(first, second);
        var sent = 0L;
        var leaving = await store.Meter.RunAsync(async () => sent = await host.DispatchAsync(Dispatched));
        return new Phases(first, second) { Dispatch = leaving, Sent = sent };
    }

    private static void Print(BenchStore store, int count, Phases? strict, Phases? ado, Phases? rows, Phases one, Phases? two)
    {
        var contenders = new List<(string Name, Phases Phases)>();
        if (strict is not null)
            contenders.Add(($"bare {store.Name}: moves and outbox (the prototype)", strict));
        if (ado is not null)
            contenders.Add(($"the same moves through Microsoft.Data.Sqlite", ado));
        if (rows is not null)
            contenders.Add(($"bare {store.Name}: all rows that the engine writes", rows));
        contenders.Add(($"one engine on {store.Name}", one));
        if (two is not null)
            contenders.Add(($"two engines on {store.Name}, in one process, two connections", two));

        Table("enroll -> send -> wait: sweep, re-entry rule, segment, outbox, zones, history, counters", phases => phases.First, count);
        Table("condition over events -> voucher -> send -> end", phases => phases.Second, count);
        Table("a journey without hand-over", phases => phases.All, count);
        if (rows is not null)
            Console.WriteLine(
                $"A journey, one engine against the bare database that writes the same rows: {Report.Ratio(rows.All, one.All)}");
        if (ado is not null)
        {
            Console.WriteLine(
                $"One engine against the moves through Microsoft.Data.Sqlite: enroll to wait {Report.Ratio(ado.First, one.First)}, "
                + $"condition to end {Report.Ratio(ado.Second, one.Second)}, a journey {Report.Ratio(ado.All, one.All)}");
        }

        if (one.Dispatch is { } dispatch)
            Console.WriteLine(
                $"Dispatch (no prototype), 64 at a time: {Report.Number(dispatch.PerSecond(one.Sent))} messages/s, {Report.Fine(dispatch.MicrosecondsPer(one.Sent))} µs of processor time each, {one.Sent:N0} messages");

        void Table(string phase, Func<Phases, Measure> of, long moved)
        {
            Report.ContenderHead(phase);
            foreach (var (name, phases) in contenders)
                Report.Contender(name, of(phases), moved, strict is null ? null : of(strict));
        }
    }

    private sealed record Phases(Measure First, Measure Second)
    {
        internal Measure? Dispatch { get; init; }

        internal long Sent { get; init; }

        internal Measure All => First + Second;

        internal Phases Faster(Phases? other) =>
            other is null ? this : new Phases(First.Faster(other.First), Second.Faster(other.Second))
            {
                Dispatch = Dispatch ?? other.Dispatch,
                Sent = Math.Max(Sent, other.Sent),
            };
    }
}
