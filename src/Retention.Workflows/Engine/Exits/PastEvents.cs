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
    /// <param name="enrollments">Active enrollments, with the id of the event that enrolled each; null if none did.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The enrollments as they are now, in order.</returns>
    internal async Task<IReadOnlyList<Enrollment>> ApplyAsync(Batch batch, JourneyProgram program,
        IReadOnlyList<(Enrollment Enrollment, string? Trigger)> enrollments, CancellationToken cancellationToken)
    {
        IReadOnlyList<Enrollment> before = [.. enrollments.Select(entry => entry.Enrollment)];
        EventName[] names = [.. program.ExitEvents.Distinct()];
        if (names.Length == 0 || enrollments.Count == 0)
            return before;
        var windows = enrollments.SelectMany(
            entry => names, (entry, name) => new EventWindow(entry.Enrollment.Customer, name, entry.Enrollment.EnteredAt,
                DateTimeOffset.MaxValue)).ToList();
        var found = await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
        var triggers = enrollments.Where(entry => entry.Trigger is not null)
            .Select(entry => (entry.Enrollment.Customer, entry.Trigger!)).ToHashSet();
        var events = found.SelectMany(some => some).Where(@event => !triggers.Contains((@event.Customer, @event.Id)))
            .OrderBy(@event => @event.OccurredAt).ToLookup(@event => @event.Customer);
        if (events.Count == 0)
            return before;

        var after = await goalsAndExits.ApplyAsync(
            batch, [.. before.Select(enrollment => (enrollment, program))], events, cancellationToken).ConfigureAwait(false);
        await GoalsAndExits.WriteAsync(batch, [.. before.Zip(after)], cancellationToken).ConfigureAwait(false);
        return after;
    }
}
