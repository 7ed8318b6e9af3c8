using System.Globalization;
using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Chaos;

/// <summary>One scenario: a shop lives, its workers and its database suffer, then all is left in peace until it is quiet, and books and ledger are laid side by side.</summary>
internal sealed class ChaosRig : IAsyncDisposable
{
    /// <summary>How long the shop may take to come to rest once nothing disturbs it.</summary>
    private static readonly TimeSpan CalmPatience = TimeSpan.FromSeconds(ChaosSettings.IsLong ? 300 : 120);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(ChaosSettings.IsLong ? 600 : 240);

    private readonly string _scenario;
    private readonly IChaosDatabase _database;
    private readonly CancellationToken _cancellation;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private Shop _shop = null!;

    private ChaosRig(string scenario, IChaosDatabase database, int seed, CancellationToken cancellation)
    {
        _scenario = scenario;
        _database = database;
        _cancellation = cancellation;
        Random = new Random(seed);
        Ledger = new Ledger(seed);
        Crew = new Crew(() => WorkerSettings, database.Workers, new Random(seed + 1));
    }

    internal Random Random { get; }

    internal Ledger Ledger { get; }

    internal Crew Crew { get; }

    /// <summary>What the workers that start from now on are told.</summary>
    internal ShopSettings WorkerSettings { get; set; } = null!;

    /// <summary>How many workers the store took for dead, or lost sight of, beside those that were killed: each leaves a handful of messages of unknown fate.</summary>
    internal int OtherDeaths { get; set; }

    /// <summary>Lives through a scenario.</summary>
    /// <param name="scenario">Its name in the table.</param>
    /// <param name="test">Its name as a test.</param>
    /// <param name="database">Where it all lies.</param>
    /// <param name="ownIssuer">Whether the shop's own system issues the vouchers.</param>
    /// <param name="chaos">Starts the crew and makes it suffer; customers come as long as it goes on.</param>
    /// <param name="cancellation">Stops the test.</param>
    /// <returns>What it came to, after everything held.</returns>
    internal static async Task<ChaosRow> RunAsync(string scenario, string test, IChaosDatabase database, bool ownIssuer, Func<ChaosRig, Task> chaos, CancellationToken cancellation)
    {
        await using var rig = new ChaosRig(scenario, database, ChaosSettings.Seed, cancellation);
        await rig.LiveAsync(ownIssuer, chaos);
        var (row, wrong) = await rig.JudgeAsync();
        wrong.Take(15).Should().BeEmpty(
            "nothing may go wrong, and {0} things did. Workers said: {1}. Repeat it with: {2}", wrong.Count, rig.Crew.Errors, ChaosSettings.CommandFor(test));
        return row;
    }

    /// <summary>Lets things go on for a while.</summary>
    internal Task ForAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, _cancellation);

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="TimeoutException">It never came to be.</exception>
    internal async Task UntilAsync(Func<bool> @event, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !@event(); await ForAsync(0.02))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"It never came to this: {what}. {ChaosSettings.CommandFor(_scenario)}. Workers said: {Crew.Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Crew.DisposeAsync();
        if (_shop is not null)
            await _shop.DisposeAsync();
        await Ledger.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task LiveAsync(bool ownIssuer, Func<ChaosRig, Task> chaos)
    {
        var settings = _database.Tell(new ShopSettings { Store = "", Database = "", SmtpPort = Ledger.SmtpPort, HttpPort = Ledger.HttpPort, OwnIssuer = ownIssuer, EnrollsAt = default });
        _shop = await Shop.OpenAsync(settings, ChaosSettings.Customers, Random, _cancellation);
        WorkerSettings = _shop.Settings;
        using var peace = new CancellationTokenSource();
        var living = _shop.LiveAsync(ChaosSettings.Customers * 20, peace.Token, _cancellation);
        try
        {
            var suffering = chaos(this);
            await await Task.WhenAny(suffering, living); // the shop ends first only when it fails
        }
        finally
        {
            await peace.CancelAsync();
            await living;
        }

        await CalmAsync();
        if (!await _shop.IsQuietAsync(_cancellation))
            Crew.Problems.Enqueue($"it never came to rest: {await _shop.DescribeDueWorkAsync(_cancellation)}. Workers say: {Crew.Errors}");
        await Crew.StopAsync();
    }

    /// <summary>Waits until nothing is left to do. What never comes to rest is found by the verdict.</summary>
    private async Task CalmAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var quiet = 0; quiet < 5 && TimeProvider.System.GetElapsedTime(started) < CalmPatience; await ForAsync(0.1))
            quiet = await _shop.IsQuietAsync(_cancellation) ? quiet + 1 : 0;
    }

    private async Task<(ChaosRow Row, IReadOnlyList<string> Wrong)> JudgeAsync()
    {
        var books = await Books.ReadAsync(_shop.Store, ChaosShop.Journeys(_shop.Settings.EnrollsAt), [], _cancellation);
        books.Events.AddRange(await LogAsync(ChaosShop.Asked));
        books.Events.AddRange(await LogAsync(ChaosShop.Answered));
        var verdict = new Verdict(books, Ledger, _shop);
        var row = new ChaosRow
        {
            Scenario = _scenario,
            Store = _database.Workers == 1 ? _database.Name : string.Create(CultureInfo.InvariantCulture, $"{_database.Name}, {_database.Workers} workers"),
            Kills = Crew.Kills,
            Enrollments = books.Enrollments.Count,
            Mails = Ledger.Mails.Count,
            Ambiguous = verdict.Ambiguous,
            MostAmbiguous = ((Crew.Kills + OtherDeaths) * _shop.Settings.SendConcurrency) + Ledger.Dropped,
            Duplicates = verdict.DuplicateMails + verdict.DuplicateVouchers,
            Resent = verdict.Resent,
            Undelivered = verdict.Undelivered,
            TypicalTakeover = Middle([.. Crew.Journal.Takeovers().Select(takeover => takeover.After).Order()]),
            Takeover = Crew.Journal.Takeovers().MaxBy(takeover => takeover.After),
            Duration = TimeProvider.System.GetElapsedTime(_started),
        };
        var wrong = Crew.Problems.Concat(verdict.Violations()).ToList();
        if (row.Ambiguous > row.MostAmbiguous)
            wrong.Add($"{row.Ambiguous} messages were ambiguous, and {row.MostAmbiguous} could have been");
        return (row, wrong);
    }

    private static TimeSpan? Middle(TimeSpan[] sorted) => sorted.Length == 0 ? null : sorted[sorted.Length / 2];

    private async Task<IReadOnlyCollection<CustomerEvent>> LogAsync(EventName name)
    {
        var log = new List<CustomerEvent>();
        for (var partition = 0; partition < _shop.Store.PartitionCount; partition++)
        {
            await using var transaction = await _shop.Store.BeginAsync(partition, _cancellation);
            log.AddRange((await transaction.Events.ReadLogAsync(name, 0, int.MaxValue, _cancellation)).Events);
        }

        return log;
    }
}
