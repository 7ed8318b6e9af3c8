using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>Applies events to existing enrollments: they reach their goal, exit, or wake from waiting for an event.</summary>
internal sealed class EnrollmentReaction(JourneyPrograms programs, GoalsAndExits goalsAndExits)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var wanted = events.Where(@event => programs.Concerns(@event.Name)).OrderBy(@event => @event.OccurredAt)
            .ToLookup(@event => @event.Customer);
        if (wanted.Count == 0)
            return;

        CustomerId[] customers = [.. wanted.Select(group => group.Key)];
        var enrollments = await batch.Transaction.Enrollments.ReadByCustomerAsync(customers, cancellationToken).ConfigureAwait(false);
        var withProgram = new List<(Enrollment Enrollment, JourneyProgram Program)>();
        var unreadable = new List<Enrollment>();
        foreach (var enrollment in enrollments)
        {
            if (enrollment is { ConvertedAt: not null, EndedAt: not null })
                continue;
            if (await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program)
                withProgram.Add((enrollment, program));
            else if (enrollment.EndedAt is null && wanted[enrollment.Customer].Any(@event => @event.OccurredAt > enrollment.EnteredAt
                && programs.MayConcernUnreadable(enrollment.Journey, enrollment.Version, @event.Name)))
                unreadable.Add(enrollment);
        }

        await LeaveToOthersAsync(batch, unreadable, cancellationToken).ConfigureAwait(false);

        var after = await goalsAndExits.ApplyAsync(batch, withProgram, wanted, cancellationToken).ConfigureAwait(false);
        await GoalsAndExits.WriteAsync(
            batch,
            [.. withProgram.Select((entry, index) =>
                (entry.Enrollment, Wake(batch, entry.Program, after[index], wanted[entry.Enrollment.Customer])))],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Leaves the decision about exits, goals and waits to a process that can read the version. Until then the enrollment does not move and
    /// nothing leaves.
    /// </summary>
    private static async Task LeaveToOthersAsync(Batch batch, List<Enrollment> unreadable, CancellationToken cancellationToken)
    {
        if (unreadable.Count == 0)
            return;
        await batch.Transaction.Enrollments.UpdateAsync(
            [.. unreadable.Select(enrollment => enrollment with { State = enrollment.State with { ExitUndecided = true } })],
            cancellationToken).ConfigureAwait(false);
        foreach (var enrollment in unreadable)
            batch.AskExitAgain(enrollment.Id, at: batch.Now);
    }

    /// <summary>
    /// Makes an enrollment due if it waits for such an event. The step then finds in the log or the outbox whether it was the right one.
    /// </summary>
    private static Enrollment Wake(Batch batch, JourneyProgram program, Enrollment enrollment, IEnumerable<CustomerEvent> events)
    {
        if (enrollment is not { Status: EnrollmentStatus.Waiting, Attempt: 0, Step: { } at } || enrollment.DueAt <= batch.Now
            || program.Find(at) is not { } instruction
            || !events.Any(@event => instruction.Type.Awaits(instruction.Step, enrollment.Id.ToString(), @event)))
            return enrollment;
        batch.Transaction.SignalWork();
        return enrollment with { DueAt = batch.Now };
    }
}
