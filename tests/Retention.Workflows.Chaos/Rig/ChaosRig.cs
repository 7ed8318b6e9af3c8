using System.Globalization;
using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Chaos;

/// <summary>
/// One scenario: a shop runs while its workers and its database fail. Then the faults stop until all work is done, and the rig compares
/// store and ledger.
/// </summary>
internal sealed class ChaosRig : IAsyncDisposable
{
    /// <summary>The longest time that the shop may need to finish all work after the last fault.</summary>
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
        WorkerPool = new WorkerPool(() => WorkerSettings, database.Workers, new Random(seed + 1));
    }

    internal Random Random { get; }

    internal Ledger Ledger { get; }

    internal WorkerPool WorkerPool { get; }

    /// <summary>The settings of the workers that start from now on.</summary>
    internal ShopSettings WorkerSettings { get; set; } = null!;

    /// <summary>
    /// Workers that the store declared dead or lost sight of, beside the killed ones. Each may leave a chunk of messages in doubt.
    /// </summary>
    internal int OtherDeaths { get; set; }

    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">The scenario's name in the table.</param>
    /// <param name="test">The name of the test method.</param>
    /// <param name="database">The database of the shop.</param>
    /// <param name="ownIssuer">True if the shop's own system issues the vouchers.</param>
    /// <param name="chaos">Starts the crew and injects the faults; customers arrive as long as it runs.</param>
    /// <param name="cancellation">Stops the test.</param>
    /// <returns>The figures of the scenario, after every check passed.</returns>
    internal static async Task<ChaosRow> RunAsync(
        string scenario, string test, IChaosDatabase database, bool ownIssuer, Func<ChaosRig, Task> chaos, CancellationToken cancellation)
    {
        await using var rig = new ChaosRig(scenario, database, ChaosSettings.Seed, cancellation);
        await rig.LiveAsync(ownIssuer, chaos);
        var (row, wrong) = await rig.JudgeAsync();
        wrong.Take(15).Should().BeEmpty(
            "there must be no violation, and there are {0}. Workers wrote: {1}. Repeat it with: {2}", wrong.Count, rig.WorkerPool.Errors,
            ChaosSettings.CommandFor(test));
        return row;
    }

    /// <summary>Runs for a while.</summary>
    internal Task ForAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, _cancellation);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    internal async Task UntilAsync(Func<bool> @event, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !@event(); await ForAsync(0.02))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException(
                    $"This condition did not hold in time: {what}. {ChaosSettings.CommandFor(_scenario)}. Workers wrote: {WorkerPool.Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await WorkerPool.DisposeAsync();
        if (_shop is not null)
            await _shop.DisposeAsync();
        await Ledger.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task LiveAsync(bool ownIssuer, Func<ChaosRig, Task> chaos)
    {
        var settings = _database.Tell(new ShopSettings { Store = "", Database = "", SmtpPort = Ledger.SmtpPort, HttpPort = Ledger.HttpPort,
            OwnIssuer = ownIssuer, EnrollsAt = default });
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
            WorkerPool.Problems.Enqueue($"work is left: {await _shop.DescribeDueWorkAsync(_cancellation)}. Workers wrote: {WorkerPool.Errors}");
        await WorkerPool.StopAsync();
    }

    /// <summary>Waits until no work is left. The verdict finds what never finishes.</summary>
    private async Task CalmAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var quiet = 0; quiet < 5 && TimeProvider.System.GetElapsedTime(started) < CalmPatience; await ForAsync(0.1))
            quiet = await _shop.IsQuietAsync(_cancellation) ? quiet + 1 : 0;
    }

    private async Task<(ChaosRow Row, IReadOnlyList<string> Wrong)> JudgeAsync()
    {
        var journeyRows = await JourneyRows.ReadAsync(_shop.Store, ChaosShop.Journeys(_shop.Settings.EnrollsAt), [], _cancellation);
        journeyRows.Events.AddRange(await LogAsync(ChaosShop.Asked));
        journeyRows.Events.AddRange(await LogAsync(ChaosShop.Answered));
        var verdict = new ConsistencyCheck(journeyRows, Ledger, _shop);
        var row = new ChaosRow
        {
            Scenario = _scenario,
            Store = _database.Workers == 1
                ? _database.Name : string.Create(CultureInfo.InvariantCulture, $"{_database.Name}, {_database.Workers} workers"),
            Kills = WorkerPool.Kills,
            Enrollments = journeyRows.Enrollments.Count,
            Mails = Ledger.Mails.Count,
            Ambiguous = verdict.Ambiguous,
            MostAmbiguous = ((WorkerPool.Kills + OtherDeaths) * _shop.Settings.SendConcurrency) + Ledger.Dropped,
            Duplicates = verdict.DuplicateMails + verdict.DuplicateVouchers,
            Resent = verdict.Resent,
            Undelivered = verdict.Undelivered,
            TypicalTakeover = Middle([.. WorkerPool.WorkerReports.Takeovers().Select(takeover => takeover.After).Order()]),
            Takeover = WorkerPool.WorkerReports.Takeovers().MaxBy(takeover => takeover.After),
            Duration = TimeProvider.System.GetElapsedTime(_started),
        };
        var wrong = WorkerPool.Problems.Concat(verdict.Violations()).ToList();
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
