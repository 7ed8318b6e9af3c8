using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Segmentation;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>Computes an RFM model on schedule, stores it, then goes through each partition and writes who stands where.</summary>
/// <remarks>
/// The model is unique by its as-of day, so of several processes one makes it; the sweep of a partition has a stored position and survives a crash. A model of a day that is far ahead was made by a wrong clock: once it is
/// right again, the present day gets one, or where it had its own before, the next day of the schedule.
/// </remarks>
internal sealed partial class SegmentRun(IRetentionStore store, EngineSettings settings, RfmSettings rfm, LatestModel latest, EventReactions reactions, TimeProvider time, ILogger<SegmentRun> logger)
{
    private const string ScoresSweep = "rfm/scores";
    private const string LeaversSweep = "rfm/leavers";

    /// <summary>Purchases that other processes took in show no sooner; those of this process do at once.</summary>
    private static readonly TimeSpan WhenNobodyBought = TimeSpan.FromMinutes(1);

    /// <summary>By partition, the latest model that all its customers are known to be scored against.</summary>
    private readonly ConcurrentDictionary<int, long> _finished = new();
    private DateOnly? _refused;
    private DateOnly? _there;
    private DateTimeOffset _retryAt;

    /// <summary>When the next model is made.</summary>
    internal DateTimeOffset Next(DateTimeOffset now) => rfm.Schedule.Next(now, settings.Zone).At;

    /// <summary>Whether a partition may have to be scored; asked without the store.</summary>
    internal bool MayHaveWork(int partition, RfmModel model) => !(_finished.TryGetValue(partition, out var version) && version >= model.Version);

    /// <summary>Makes the model of the latest occurrence of the schedule, unless it is there.</summary>
    internal async Task<RfmModel?> FitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = rfm.Schedule.Latest(now, settings.Zone).Date;
        var next = rfm.Schedule.Next(now, settings.Zone).Date;
        if (latest.Known is { } known && known.AsOf >= day && known.AsOf <= next)
            return known; // there is one a day
        var newest = await latest.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (newest is not null && newest.AsOf >= day && !(newest.AsOf > next && await IsMissingAsync(day, cancellationToken).ConfigureAwait(false)))
            return newest;
        if (_retryAt - now > WhenNobodyBought)
            _retryAt = now; // the clock was put back
        if (_refused == day || !(latest.HasNewBuyers || now >= _retryAt) || await ComputeAsync(day, now, cancellationToken).ConfigureAwait(false) is not { } computed)
            return newest;

        var model = computed with { Version = (newest?.Version ?? 0) + 1 };
        var added = await store.Catalog.TryAddModelAsync(new StoredRfmModel { Version = model.Version, AsOf = day, Model = model.ToJson() }, cancellationToken).ConfigureAwait(false);
        if (!added)
        {
            // Another process was first. Where a clock went forth and back, the day has had its model long ago, and the newest one stays.
            var other = await latest.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (other?.AsOf < day && !await IsMissingAsync(day, cancellationToken).ConfigureAwait(false))
                _refused = day;
            return other;
        }

        LogModel(model.Version, day, model.Buyers, model.Kind);
        return model;
    }

    /// <summary>Whether a day has no model yet: asked where the newest one is of a day that is far ahead, because a clock was.</summary>
    private async Task<bool> IsMissingAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (_there == day)
            return false;
        if ((await store.Catalog.ReadModelsAsync(cancellationToken).ConfigureAwait(false)).All(model => model.AsOf != day))
            return true;
        _there = day;
        return false;
    }

    /// <summary>Computes the model of a day; none where nobody bought, or where amounts cannot be compared: that day is given up, and all else goes on.</summary>
    private async Task<RfmModel?> ComputeAsync(DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            latest.HasNewBuyers = false;
            _retryAt = now + WhenNobodyBought;

            // A few numbers are kept of each buyer: 16 bytes, however many pages they came in.
            var buyers = new RfmBuyers(day, new RfmOptions { Zone = settings.Shop.TimeZone, Map = rfm.Map, SmallShopBuyers = rfm.SmallShopBuyers });
            for (var partition = 0; partition < store.PartitionCount; partition++)
                await ReadTotalsAsync(partition, day, buyers, cancellationToken).ConfigureAwait(false);
            return buyers.IsEmpty ? null : buyers.Fit();
        }
        catch (MixedCurrenciesException mixed)
        {
            _refused = day;
            LogRefused(mixed, day, string.Join(", ", mixed.Currencies));
            return null;
        }
    }

    /// <summary>Works one chunk of a partition off: first who bought in the window, then who no longer did.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, RfmModel model, CancellationToken cancellationToken)
    {
        var batch = new Batch(transaction, settings, time);
        var occurrence = LocalTime.StartOfDay(model.AsOf, settings.Zone);
        try
        {
            var more = await SweepAsync(batch, ScoresSweep, occurrence, position => ScoreAsync(batch, model, position, cancellationToken), cancellationToken).ConfigureAwait(false)
                ?? await SweepAsync(batch, LeaversSweep, occurrence, position => DismissAsync(batch, model, position, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (more is null)
            {
                _finished[transaction.Partition] = model.Version;
                return false;
            }
        }
        catch (MixedCurrenciesException mixed)
        {
            // Whoever is not reached stays where they are: neither scored nor dismissed before the next model.
            LogNotScored(mixed, transaction.Partition, model.Version, string.Join(", ", mixed.Currencies));
            foreach (var sweep in (string[])[ScoresSweep, LeaversSweep])
                await transaction.Sweeps.SaveAsync(new SweepState { Sweep = sweep, Occurrence = occurrence, Finished = true }, cancellationToken).ConfigureAwait(false);
        }

        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>One chunk of one sweep; none when it has finished this occurrence.</summary>
    private async Task<bool?> SweepAsync(Batch batch, string name, DateTimeOffset occurrence, Func<CustomerId?, Task<CustomerId?>> chunk, CancellationToken cancellationToken)
    {
        var state = await batch.Transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (state is null || state.Occurrence < occurrence || (ClockSkewGuard.Is(state.Occurrence, rfm.Schedule, batch.Now, settings.Zone) && !ClockSkewGuard.Is(occurrence, rfm.Schedule, batch.Now, settings.Zone)))
            state = new SweepState { Sweep = name, Occurrence = occurrence };
        if (state.Finished || state.Occurrence > occurrence)
            return null; // done, or under way for a model that this process does not know yet
        var position = await chunk(state.Position).ConfigureAwait(false);
        await batch.Transaction.Sweeps.SaveAsync(state with { Position = position, Finished = position is null }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<CustomerId?> ScoreAsync(Batch batch, RfmModel model, CustomerId? after, CancellationToken cancellationToken)
    {
        // The edges come from before the as-of day; where a customer stands against them counts what was bought until now.
        var totals = await batch.Transaction.Events.ReadTotalsAsync(
            rfm.WindowStart(model.AsOf, settings.Zone), batch.Now.AddMilliseconds(1), after, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
        var scored = new List<(CustomerId, RfmScore?)>(totals.Count);
        foreach (var total in totals)
            scored.Add((total.Customer, model.IsComparable(total) && model.TryScore(total, out var score) ? score : null));
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, scored, cancellationToken).ConfigureAwait(false);
        return totals.Count < settings.Options.BatchSize ? null : totals[^1].Customer;
    }

    private async Task<CustomerId?> DismissAsync(Batch batch, RfmModel model, CustomerId? after, CancellationToken cancellationToken)
    {
        var page = await batch.Transaction.Segments.ReadAsync(after, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
        var gone = page.Where(segment => segment.Model != model.Version).Select(segment => (segment.Customer, (RfmScore?)null)).ToList();
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, gone, cancellationToken).ConfigureAwait(false);
        return page.Count < settings.Options.BatchSize ? null : page[^1].Customer;
    }

    private async Task ReadTotalsAsync(int partition, DateOnly day, RfmBuyers buyers, CancellationToken cancellationToken)
    {
        CustomerId? after = null;
        while (true)
        {
            var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var page = await transaction.Events.ReadTotalsAsync(
                    rfm.WindowStart(day, settings.Zone), LocalTime.StartOfDay(day, settings.Zone), after, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
                foreach (var customer in page)
                    buyers.Add(customer);
                if (page.Count < settings.Options.BatchSize)
                    return;
                after = page[^1].Customer;
            }
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "RFM model {Version} as of {Day} was computed from {Buyers} buyers ({Kind} edges)")]
    private partial void LogModel(long version, DateOnly day, int buyers, RfmModelKind kind);

    [LoggerMessage(4002, LogLevel.Error, "There is no RFM model as of {Day}, because purchases are in several currencies ({Currencies}); customers are scored against the last model")]
    private partial void LogRefused(Exception exception, DateOnly day, string currencies);

    [LoggerMessage(4003, LogLevel.Error, "Customers of partition {Partition} keep their segments under RFM model {Version}, because somebody bought in several currencies ({Currencies})")]
    private partial void LogNotScored(Exception exception, int partition, long version, string currencies);
}
