namespace Retention.Workflows.Benchmarks;

/// <summary>
/// What do waiting customers cost, and does their number matter? 100,000 and 1,000,000 customers wait, and 10,000 of them are due. Prints
/// the bytes on disk for each waiting customer, and time, processor time and memory for advancing the due ones.
/// </summary>
internal static class WaitingBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">
    /// Numbers of waiting customers, of waiting customers in the smaller case, and of due customers; 1,000,000, 100,000 and 10,000 by
    /// default.
    /// </param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (many, few, due) = (arguments.Number(0, 1_000_000), arguments.Number(1, 100_000), arguments.Number(2, 10_000));
        Report.Machine(store.Description);
        await RunAsync(store, 4_000, 2_000); // warms up
        var small = await RunAsync(store, few, due);
        var large = await RunAsync(store, many, due);

        Console.WriteLine();
        Console.WriteLine($"{due:N0} due, condition -> voucher -> send -> end; the prototype moves as many rows among as many that wait");
        Report.ContenderHead("who waits");
        foreach (var run in (Run[])[small, large])
        {
            if (run.Bare is { } bare)
                Report.Contender($"{run.Waiting:N0}, bare {store.Name} (the prototype)", bare, due, bare);
            Report.Contender($"{run.Waiting:N0}, engine on {store.Name}", run.Engine, due, run.Bare);
        }

        Console.WriteLine(
            $"Cost of one who is due, {many:N0} against {few:N0} waiting: {large.Engine.Elapsed / small.Engine.Elapsed:N2} on the clock, {large.Engine.MicrosecondsPer(due) / small.Engine.MicrosecondsPer(due):N2} in processor time");
        Console.WriteLine(
            $"Disk for each who waits (enrollment, entry, history, message, counters, indexes; not vacuumed): {small.Bytes:N0} bytes of {few:N0}, {large.Bytes:N0} bytes of {many:N0}");
        Report.Head(
            "on the way there", "entered a second", "first send to wait, a second", "peak memory, MB", "looking what is due next, ms");
        foreach (var run in (Run[])[small, large])
            Report.Row(
                $"{run.Waiting:N0}", Report.Number(run.Enroll.PerSecond(run.Waiting - due)),
                Report.Number(run.First.PerSecond(run.Waiting - due)),
                Report.Megabytes(Math.Max(run.Enroll.PeakBytes, run.First.PeakBytes)), Report.Fine(run.Look.Elapsed.TotalMilliseconds));
        return 0;
    }

    private static async Task<Run> RunAsync(BenchStore store, int waiting, int due)
    {
        var bare = await RunBareAsync(store, waiting, due);
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, JourneyBenchmark.Journey());

        // The customers who will be due enter a day before the others. Their ids are spread evenly.
        var every = waiting / due;
        var early = Enumerable.Range(1, waiting).Where(number => number % every == 0).Take(due);
        await Shop.SaveCustomersAsync(host.Client, early);
        host.Time.MoveTo(Start.AddHours(10));
        await host.EnrollAsync();
        await host.AdvanceAsync();
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, waiting).Except(early));

        var before = await database.BytesAsync();
        Meter.Forget();
        host.Time.MoveTo(Start.AddDays(1).AddHours(10));
        var enroll = await store.Meter.RunAsync(host.EnrollAsync);
        var first = await store.Meter.RunAsync(host.AdvanceAsync);
        var bytes = (double)(await database.BytesAsync() - before) / (waiting - due);

        host.Time.MoveTo(Start.AddDays(5));
        await Shop.AppendAsync(
            host.Client, early.Where((_, place) => place % 5 == 0).Select(number => Shop.Purchase(number, host.Time.GetUtcNow())));
        host.Time.MoveTo(Start.AddDays(10).AddHours(12));
        Meter.Forget();
        var look = await store.Meter.RunAsync(() => host.Store.ReadDueWorkAsync());
        var second = await store.Meter.RunAsync(host.AdvanceAsync);
        return new Run(waiting, bare, second, enroll, first, look, bytes);
    }

    private static async Task<Measure?> RunBareAsync(BenchStore store, int waiting, int due)
    {
        await using var database = await store.CreateAsync();
        await using var connection = await database.OpenBareAsync();
        if (connection is null)
            return null;
        var bare = new BareJourney(connection);
        await bare.CreateAsync();
        await bare.EnrollAsync(1, due, dueAt: 1);
        await bare.EnrollAsync(due + 1, waiting - due, dueAt: 2);
        Meter.Forget();
        return await store.Meter.RunAsync(() => bare.MoveAsync(1, "done", null));
    }

    private sealed record Run(int Waiting, Measure? Bare, Measure Engine, Measure Enroll, Measure First, Measure Look, double Bytes);
}
