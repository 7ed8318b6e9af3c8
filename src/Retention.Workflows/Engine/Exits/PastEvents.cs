using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>
/// Applies goal and exit events that are in the log already to enrollments that have just become active. Events may come in any order, so a
/// purchase may be known before the cart that it ends.
/// </summary>
internal sealed class PastEvents(GoalsAndExits goalsAndExits)
{
    /// <summary>Works inside the caller's transaction, after the enrollments were stored.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="program">The enrollments' version.</param>
    /// <param name="enrollments">Active enrollments.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task ApplyAsync(
        Batch batch, JourneyProgram program, IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken)
    {
        EventName[] names = [.. program.ExitEvents.Distinct()];
        if (names.Length == 0 || enrollments.Count == 0)
            return;
        // The event that enrolled the customer never counts, also if its clock was ahead.
        var windows = enrollments.SelectMany(enrollment => names, (enrollment, name) => new EventWindow(
            enrollment.Customer, name, enrollment.State.TriggeredAt ?? enrollment.EnteredAt, DateTimeOffset.MaxValue)).ToList();
        var found = await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
        var events = found.SelectMany(some => some).OrderBy(@event => @event.OccurredAt).ToLookup(@event => @event.Customer);
        if (events.Count == 0)
            return;

        var after = await goalsAndExits.ApplyAsync(
            batch, [.. enrollments.Select(enrollment => (enrollment, program))], events, cancellationToken).ConfigureAwait(false);
        await GoalsAndExits.WriteAsync(batch, [.. enrollments.Zip(after)], cancellationToken).ConfigureAwait(false);
    }
}
