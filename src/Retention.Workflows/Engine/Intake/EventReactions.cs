namespace Retention.Workflows;

/// <summary>What follows from events that the log took as new, in the transaction that took them.</summary>
internal sealed class EventReactions(GoalReaction goals, SegmentReaction segments)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        await goals.ReactAsync(batch, events, cancellationToken).ConfigureAwait(false);
        await segments.ReactAsync(batch, events, cancellationToken).ConfigureAwait(false);
        await OpenedReaction.ReactAsync(batch, events, cancellationToken).ConfigureAwait(false);
    }
}
