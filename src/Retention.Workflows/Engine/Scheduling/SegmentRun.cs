using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Segmentation;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>Computes an RFM model on schedule and stores it. Then it reads each partition and stores the customers' segments.</summary>
/// <remarks>
/// The model is unique by its as-of day, so only one of several processes stores it. The sweep of a partition has a stored position and
/// survives a crash. A model of a day far ahead was made by a wrong clock. Once the clock is right again, the current day gets a model; if
/// it had one already, the next day of the schedule does.
/// </remarks>
internal sealed partial class SegmentRun(IRetentionStore store, EngineSettings settings, RfmSettings rfm, LatestModel latest,
    EventReactions reactions, TimeProvider time, ILogger<SegmentRun> logger)
{
    private const string ScoresSweep = "rfm/scores";
    private const string LapsedSweep = "rfm/leavers";

    /// <summary>Purchases taken in by other processes are noticed after this time; those of this process at once.</summary>
    private static readonly TimeSpan RetryWithoutBuyers = TimeSpan.FromMinutes(1);

    /// <summary>By partition, the latest model against which all its customers are known to be scored.</summary>
    private readonly ConcurrentDictionary<int, long> _finished = new();
    private readonly BatchPace _pace = new(settings.Options.Worker, time);
    private DateOnly? _refused;
    private DateOnly? _existing;
    private DateTimeOffset _retryAt;

    /// <summary>Returns when the next model is computed.</summary>
    internal DateTimeOffset Next(DateTimeOffset now) => rfm.Schedule.Next(now, settings.Zone).At;

    /// <summary>True if a partition may have customers to score. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, RfmModel model) =>
        !(_finished.TryGetValue(partition, out var version) && version >= model.Version);

    /// <summary>Computes the model of the latest occurrence of the schedule, unless it exists.</summary>
    internal async Task<RfmModel?> FitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = rfm.Schedule.Latest(now, settings.Zone).Date;
        var next = rfm.Schedule.Next(now, settings.Zone).Date;
        if (latest.Known is { } known && known.AsOf >= day && known.AsOf <= next)
            return known; // there is one model per day
        var newest = await latest.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (newest is not null && newest.AsOf >= day
            && !(newest.AsOf > next && await IsMissingAsync(day, cancellationToken).ConfigureAwait(false)))
            return newest;
        if (_retryAt - now > RetryWithoutBuyers)
            _retryAt = now; // the clock was set back
        if (_refused == day || !(latest.HasNewBuyers || now >= _retryAt)
            || await ComputeAsync(day, now, cancellationToken).ConfigureAwait(false) is not { } computed)
            return newest;

        var model = computed.Model with { Version = (newest?.Version ?? 0) + 1 };
        var added = await store.Catalog.TryAddModelAsync(
            new StoredRfmModel { Version = model.Version, AsOf = day, Model = model.ToJson() }, cancellationToken).ConfigureAwait(false);
        if (!added)
        {
            // Another process was first. If a clock went forward and back, the day had its model long ago, and the newest model stays.
            var other = await latest.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (other?.AsOf < day && !await IsMissingAsync(day, cancellationToken).ConfigureAwait(false))
                _refused = day;
            return other;
        }

        LogModel(model.Version, day, model.Buyers, model.Kind);
        if (computed.LeftOut is { } example)
            await WarnAsync(model, day, example, cancellationToken).ConfigureAwait(false);
        return model;
    }

    /// <summary>True if a day has no model yet. Needed when the newest model is of a day far ahead, because a clock was.</summary>
    private async Task<bool> IsMissingAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (_existing == day)
            return false;
        if ((await store.Catalog.ReadModelsAsync(cancellationToken).ConfigureAwait(false)).All(model => model.AsOf != day))
            return true;
        _existing = day;
        return false;
    }

    /// <summary>
    /// Computes the model of a day. Returns null if nobody bought. Purchases in other currencies than the shop's are left out.
    /// </summary>
    private async Task<(RfmModel Model, PurchaseTotals? LeftOut)?> ComputeAsync(
        DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        latest.HasNewBuyers = false;
        _retryAt = now + RetryWithoutBuyers;
        var buyers = await CollectAsync(day, latest.Known?.Currency, cancellationToken).ConfigureAwait(false);
        if (buyers.Missed is { } currency) // known only after all purchases were read
            buyers = await CollectAsync(day, currency, cancellationToken).ConfigureAwait(false);
        return buyers.IsEmpty ? null : (buyers.Fit(), buyers.FirstLeftOut);
    }

    /// <summary>Only 16 bytes are kept per buyer, however many pages there are.</summary>
    private async Task<RfmBuyers> CollectAsync(DateOnly day, string? guess, CancellationToken cancellationToken)
    {
        var buyers = new RfmBuyers(day, new RfmOptions
        {
            Zone = settings.Shop.TimeZone,
            Currency = settings.Shop.Currency,
            Map = rfm.Map,
            SmallShopBuyers = rfm.SmallShopBuyers,
        }, guess);
        for (var partition = 0; partition < store.PartitionCount; partition++)
            await ReadTotalsAsync(partition, day, buyers, cancellationToken).ConfigureAwait(false);
        return buyers;
    }

    /// <summary>Warns once a run, with an example that an operator can look up.</summary>
    private async Task WarnAsync(RfmModel model, DateOnly day, PurchaseTotals example, CancellationToken cancellationToken)
    {
        var order = "";
        var transaction = await store.BeginAsync(
            Partitioning.Of(example.Customer, store.PartitionCount), cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var windows = ((EventName[])[EventNames.Purchase, EventNames.Refund]).Select(
                name => new EventWindow(example.Customer, name, rfm.WindowStart(day, settings.Zone), DateTimeOffset.MaxValue)).ToList();
            var events = await transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
            order = events.SelectMany(found => found).FirstOrDefault(@event => @event.Currency == example.Currency)?.Id ?? "";
        }

        LogLeftOut(day, model.LeftOut.Sum(left => left.Purchases),
            string.Join(", ", model.LeftOut.Select(left => $"{left.Currency}: {left.Purchases} of {left.Customers} customers")),
            model.Currency ?? settings.Shop.Currency, example.Customer, order);
    }

    /// <summary>Processes one chunk of a partition: first the buyers in the window, then customers who no longer are.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, RfmModel model, CancellationToken cancellationToken)
    {
        var (limit, begun) = (_pace.Limit, _pace.Begin());
        var batch = new Batch(transaction, settings, time);
        var occurrence = LocalTime.StartOfDay(model.AsOf, settings.Zone);
        var more = await SweepAsync(batch, ScoresSweep, occurrence,
            position => ScoreAsync(batch, model, position, limit, cancellationToken), cancellationToken).ConfigureAwait(false)
            ?? await SweepAsync(batch, LapsedSweep, occurrence,
                position => ResetLapsedAsync(batch, model, position, limit, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (more is null)
        {
            _finished[transaction.Partition] = model.Version;
            return false;
        }

        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        _pace.Took(begun, limit);
        return true;
    }

    /// <summary>Processes one chunk of one sweep; null if the sweep has finished this occurrence.</summary>
    private async Task<bool?> SweepAsync(Batch batch, string name, DateTimeOffset occurrence, Func<CustomerId?, Task<CustomerId?>> chunk,
        CancellationToken cancellationToken)
    {
        var state = await batch.Transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (state is null || state.Occurrence < occurrence || (ClockSkewGuard.Is(state.Occurrence, rfm.Schedule, batch.Now, settings.Zone)
            && !ClockSkewGuard.Is(occurrence, rfm.Schedule, batch.Now, settings.Zone)))
            state = new SweepState { Sweep = name, Occurrence = occurrence };
        if (state.Finished || state.Occurrence > occurrence)
            return null; // finished, or in progress for a model that this process does not know yet
        var position = await chunk(state.Position).ConfigureAwait(false);
        await batch.Transaction.Sweeps.SaveAsync(
            state with { Position = position, Finished = position is null }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<CustomerId?> ScoreAsync(
        Batch batch, RfmModel model, CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        // The edges come from purchases before the as-of day. A customer's own score counts purchases until now.
        var totals = await batch.Transaction.Events.ReadTotalsAsync(
            rfm.WindowStart(model.AsOf, settings.Zone), batch.Now.AddMilliseconds(1), after, limit, cancellationToken)
            .ConfigureAwait(false);
        var scored = new List<(CustomerId, RfmScore?)>(totals.Count);
        foreach (var customer in CustomerPurchases.Of(totals))
            scored.Add((customer.Customer, SegmentReaction.ScoreOf(model, customer)));
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, scored, cancellationToken).ConfigureAwait(false);
        return scored.Count < limit ? default(CustomerId?) : totals[^1].Customer;
    }

    private async Task<CustomerId?> ResetLapsedAsync(
        Batch batch, RfmModel model, CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        var page = await batch.Transaction.Segments.ReadAsync(after, limit, cancellationToken).ConfigureAwait(false);
        var lapsed = page.Where(segment => segment.Model != model.Version).Select(segment => (segment.Customer, (RfmScore?)null)).ToList();
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, lapsed, cancellationToken).ConfigureAwait(false);
        return page.Count < limit ? default(CustomerId?) : page[^1].Customer;
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
                    rfm.WindowStart(day, settings.Zone), LocalTime.StartOfDay(day, settings.Zone), after, settings.Options.Worker.BatchSize,
                    cancellationToken).ConfigureAwait(false);
                var customers = 0;
                foreach (var customer in CustomerPurchases.Of(page))
                {
                    buyers.Add(customer);
                    customers++;
                }

                if (customers < settings.Options.Worker.BatchSize)
                    return;
                after = page[^1].Customer;
            }
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "RFM model {Version} as of {Day} was computed from {Buyers} buyers ({Kind} edges)")]
    private partial void LogModel(long version, DateOnly day, int buyers, RfmModelKind kind);

    [LoggerMessage(4002, LogLevel.Warning,
        "The RFM model as of {Day} leaves out {Purchases} purchases that are not in {Currency} ({Others}), for example order '{Order}' of " +
        "customer '{Customer}'")]
    private partial void LogLeftOut(DateOnly day, long purchases, string others, string? currency, CustomerId customer, string order);
}
