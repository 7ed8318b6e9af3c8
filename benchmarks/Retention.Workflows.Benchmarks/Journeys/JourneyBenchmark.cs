using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast does a whole journey go through the engine, compared with what the database alone can do?
/// Enroll, send, wait, ask the event log, issue a voucher, send, end. Prints each phase of the bare prototype and of the engine in the
/// same run, and their ratio; the fastest of several rounds counts.
/// </summary>
internal static class JourneyBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static async Task<int> RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        var (bare, sqlite, memory) = (Phases.Slowest, Phases.Slowest, Phases.Slowest);
        for (var round = 0; round < rounds; round++)
        {
            bare = bare.Faster(RunBare(count));
            sqlite = sqlite.Faster(await RunSqliteAsync(count));
            memory = memory.Faster(await RunEngineAsync(count, store => store.UseInMemory()));
        }

        Print(count, bare, sqlite, memory);
        return 0;
    }

    private static Phases RunBare(int count)
    {
        var folder = Directory.CreateTempSubdirectory("bare-");
        try
        {
            using var prototype = new BarePrototype(Path.Combine(folder.FullName, "bare.db"));
            return new Phases(prototype.Enroll(count), prototype.Move(1, "wait", 2), prototype.Move(2, "done", null), null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Phases> RunSqliteAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("engine-");
        try
        {
            return await RunEngineAsync(count, store => store.UseSqlite(Path.Combine(folder.FullName, "engine.db")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Phases> RunEngineAsync(int count, Action<StoreBuilder> useStore)
    {
        var time = new ManualTime(Start);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            useStore(retention.Store);
            retention.Journeys.Add(Journey());
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(new NullChannel());
            retention.Configure(options => options.SendConcurrency = 64);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
        });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IRetentionClient>();
        await provider.GetRequiredService<IRetentionEngine>().StartAsync();
        await client.SaveCustomersAsync([.. Enumerable.Range(1, count).Select(number => Some.Customer($"customer-{number:000000}"))]);

        time.MoveTo(Start.AddHours(10));
        var enroll = await EnrollAsync(provider);
        var first = await AdvanceAsync(provider);
        time.MoveTo(Start.AddDays(5));
        await client.AppendEventsAsync([.. Enumerable.Range(1, count / 5).Select(number => Some.Purchase(new CustomerId($"customer-{number * 5:000000}"), time.GetUtcNow()))]);
        time.MoveTo(Start.AddDays(11));
        var second = await AdvanceAsync(provider);
        var dispatch = await DispatchAsync(provider);
        return new Phases(enroll, first, second, dispatch);
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("benchmark"), journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(10))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher");
    });

    private static async Task<TimeSpan> EnrollAsync(IServiceProvider provider)
    {
        var sweep = provider.GetRequiredService<EnrollmentSweep>();
        var program = provider.GetRequiredService<JourneyPrograms>().Published[0];
        return await TimeAsync(provider, transaction => sweep.RunAsync(transaction, program, CancellationToken.None));
    }

    private static async Task<TimeSpan> AdvanceAsync(IServiceProvider provider)
    {
        var advance = provider.GetRequiredService<DueAdvance>();
        return await TimeAsync(provider, transaction => advance.RunAsync(transaction, CancellationToken.None));
    }

    private static async Task<TimeSpan> DispatchAsync(IServiceProvider provider)
    {
        var clock = Stopwatch.StartNew();
        await provider.GetRequiredService<IRetentionEngine>().RunDueAsync();
        return clock.Elapsed;
    }

    private static async Task<TimeSpan> TimeAsync(IServiceProvider provider, Func<IPartitionTransaction, Task<bool>> work)
    {
        var store = provider.GetRequiredService<IRetentionStore>();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await using var transaction = await store.BeginAsync(0);
            if (!await work(transaction))
                return clock.Elapsed;
        }
    }

    private static void Print(int count, Phases bare, Phases sqlite, Phases memory)
    {
        Console.WriteLine($"{count:N0} customers; rows moved a second, the fastest round of each");
        Console.WriteLine($"{"phase",-44} {"bare SQLite",14} {"on SQLite",14} {"ratio",7} {"in memory",14}");
        Row("enroll (sweep over all customers)", phases => phases.Enroll, count);
        Row("send -> wait", phases => phases.First, count);
        Row("condition -> voucher -> send -> end", phases => phases.Second, count);
        Row("all three", phases => phases.Enroll + phases.First + phases.Second, count * 3);
        Console.WriteLine($"{"dispatch of the messages (no prototype)",-44} {"",14} {count * 1.8 / sqlite.Dispatch!.Value.TotalSeconds,14:N0} {"",7} {count * 1.8 / memory.Dispatch!.Value.TotalSeconds,14:N0}");
        Console.WriteLine($"Peak memory of this process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1_048_576:N0} MiB");

        void Row(string name, Func<Phases, TimeSpan> of, int moved) => Console.WriteLine(
            $"{name,-44} {moved / of(bare).TotalSeconds,14:N0} {moved / of(sqlite).TotalSeconds,14:N0} {of(bare) / of(sqlite),7:0.00} {moved / of(memory).TotalSeconds,14:N0}");
    }

    private sealed record Phases(TimeSpan Enroll, TimeSpan First, TimeSpan Second, TimeSpan? Dispatch)
    {
        internal static Phases Slowest { get; } = new(TimeSpan.MaxValue / 4, TimeSpan.MaxValue / 4, TimeSpan.MaxValue / 4, null);

        internal Phases Faster(Phases other) => new(Min(Enroll, other.Enroll), Min(First, other.First), Min(Second, other.Second), Dispatch is null ? other.Dispatch : Min(Dispatch.Value, other.Dispatch!.Value));

        private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    private sealed class NullChannel : IMessageChannel
    {
        public Channel Channel => Channel.Email;

        public bool IsIdempotent => true;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) => Task.FromResult(DeliveryResult.Delivered);
    }
}
