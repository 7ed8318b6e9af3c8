using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Pausing;

/// <summary>
/// Writes pauses into every partition, each under its lock. Workers read them under the same lock before they claim work, so a written
/// pause takes effect at once.
/// </summary>
internal sealed class JourneyPauses(IRetentionStore store, PartitionBatches transactions, JourneyRegistry journeys)
{
    /// <summary>The reason of a pause that is set in the options; it ends when the options no longer contain it.</summary>
    internal const string Configured = "configuration";

    /// <summary>The pauses of all partitions, each journey once; a pause that any partition still enforces counts as in force.</summary>
    internal async Task<IReadOnlyList<JourneyPause>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await transactions.InEachAsync(
            async batch => await batch.PausesAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return [.. found.SelectMany(some => some).GroupBy(pause => pause.Journey)
            .Select(group => group.OrderByDescending(pause => pause.IsInForce).First())];
    }

    internal async Task<bool> PauseAsync(JourneyName journey, string reason, CancellationToken cancellationToken)
    {
        await RequireKnownAsync(journey, cancellationToken).ConfigureAwait(false);
        var isNew = await transactions.InEachAsync(async batch =>
        {
            var before = (await batch.PausesAsync(cancellationToken).ConfigureAwait(false))
                .FirstOrDefault(pause => pause.Journey == journey);
            var isPaused = before is { IsInForce: true };
            await batch.Transaction.Pauses.SaveAsync(new JourneyPause { Journey = journey,
                PausedAt = isPaused ? before!.PausedAt : batch.Now, Reason = reason }, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return !isPaused;
        }, cancellationToken).ConfigureAwait(false);
        return isNew.Contains(true);
    }

    internal async Task<bool> ResumeAsync(JourneyName journey, Period? spreadOver, CancellationToken cancellationToken)
    {
        await RequireKnownAsync(journey, cancellationToken).ConfigureAwait(false);
        var wasPaused = await transactions.InEachAsync(async batch =>
        {
            if ((await batch.PausesAsync(cancellationToken).ConfigureAwait(false))
                .FirstOrDefault(pause => pause.Journey == journey) is not { IsInForce: true } paused)
                return false;
            var spread = spreadOver is { } period ? LocalTime.Add(batch.Now, period, batch.Settings.Zone) - batch.Now : TimeSpan.Zero;
            await batch.Transaction.Pauses.SaveAsync(
                paused with { ResumedAt = batch.Now, SpreadOver = spread }, cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        return wasPaused.Contains(true);
    }

    /// <summary>
    /// Pauses the journeys that the options name, and resumes those that they named at an earlier start and no longer name.
    /// </summary>
    internal async Task ApplyOptionsAsync(CancellationToken cancellationToken)
    {
        var named = transactions.Settings.Options.PausedJourneys;
        var first = await transactions.InAsync(
            0, async batch => await batch.PausesAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (var journey in named.Where(journey => !first.Any(pause => pause.Journey == journey && pause.IsInForce)))
            await PauseAsync(journey, Configured, cancellationToken).ConfigureAwait(false);
        foreach (var pause in first.Where(pause => pause is { IsInForce: true, Reason: Configured } && !named.Contains(pause.Journey)))
            await ResumeAsync(pause.Journey, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws for an unknown journey.</summary>
    /// <exception cref="ArgumentException">It is neither registered nor stored.</exception>
    internal async Task RequireKnownAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        if (journeys.Definitions.Any(definition => definition.Name == journey))
            return;
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var stored = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false)).Select(version => version.Journey)
            .ToHashSet();
        if (!stored.Contains(journey))
            throw new ArgumentException(
                $"No journey '{journey}' is registered or stored.{NameHint.Known(stored.Union(journeys.Definitions.Select(definition => definition.Name)).Select(name => name.Value))}", nameof(journey));
    }
}
