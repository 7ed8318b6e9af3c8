using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Storage;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast do messages leave the outbox, compared with what the database alone can do? The channel answers at once. Both hand over as many
/// messages at the same time, so that a crash leaves as many in doubt.
/// </summary>
internal static class HandOverBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Start.AddHours(10);

    /// <param name="arguments">
    /// Numbers of messages, of messages at the same time, and of rounds, of which the fastest counts; 20,000, 64 and 2 by default.
    /// </param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (messages, atOnce, rounds) = (arguments.Number(0, 20_000), arguments.Number(1, 64), arguments.Number(2, 2));
        Report.Machine(store.Description);
        await RunEngineAsync(store, 4_000, atOnce); // warms up
        Measure? bare = null, engine = null;
        for (var round = 0; round < rounds; round++)
        {
            bare = await RunBareAsync(store, messages, atOnce) is { } strict ? strict.Faster(bare) : null;
            engine = (await RunEngineAsync(store, messages, atOnce)).Faster(engine);
        }

        Report.ContenderHead(FormattableString.Invariant($"messages, {atOnce} at the same time"));
        if (bare is not null)
            Report.Contender($"bare {store.Name}: claim, mark, result, event (the prototype)", bare, messages, bare);
        Report.Contender($"engine on {store.Name}", engine!, messages, bare);
        return 0;
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("benchmark"), journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Steps.SendEmail("offer", template: "offer").Wait("think", Days(10));
    });

    private static async Task<Measure> RunEngineAsync(BenchStore store, int messages, int atOnce)
    {
        await using var database = await store.CreateAsync();
        await using var host = await QueueAsync(database, messages, atOnce);
        Meter.Forget();
        var sent = 0L;
        var measure = await store.Meter.RunAsync(async () => sent = await host.SendAllAsync());
        return sent == messages ? measure : throw new InvalidOperationException($"{sent} of {messages} messages were sent.");
    }

    private static async Task<Measure?> RunBareAsync(BenchStore store, int messages, int atOnce)
    {
        await using var database = await store.CreateAsync();
        int partitions;
        await using (var host = await QueueAsync(database, messages, atOnce))
            partitions = host.Store.PartitionCount;
        await using var connection = await database.OpenBareAsync();
        if (connection is null)
            return null;
        Meter.Forget();
        var sent = 0L;
        var bare = new BareHandOver(connection, atOnce);
        var measure = await store.Meter.RunAsync(async () => sent = await bare.RunAsync(partitions, Due.ToUnixTimeMilliseconds()));
        return sent == messages ? measure : throw new InvalidOperationException($"{sent} of {messages} messages were sent.");
    }

    /// <summary>Enrolls customers with the engine, so that each has a message that is due.</summary>
    private static async Task<EngineHost> QueueAsync(BenchDatabase database, int messages, int atOnce)
    {
        var host = await EngineHost.StartAsync(database, Start, Journey(),
            configure: retention => retention.Configure(options => options.Delivery.SendConcurrency = atOnce));
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, messages));
        host.Time.MoveTo(Due);
        await host.EnrollAsync();
        await host.AdvanceAsync();
        return host;
    }
}
