using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>Applies events to existing enrollments: they reach their goal, exit, or wake from waiting for an event.</summary>
internal sealed partial class EnrollmentReaction(JourneyPrograms programs, ILogger<EnrollmentReaction> logger)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var wanted = events.Where(@event => programs.Concerns(@event.Name)).OrderBy(@event => @event.OccurredAt)
            .ToLookup(@event => @event.Customer);
        if (wanted.Count == 0)
            return;

        CustomerId[] customers = [.. wanted.Select(group => group.Key)];
        var enrollments = await batch.Transaction.Enrollments.ReadByCustomerAsync(customers, cancellationToken).ConfigureAwait(false);
        var zones = await batch.ZonesAsync(customers, cancellationToken).ConfigureAwait(false);
        var withProgram = new List<(Enrollment Enrollment, JourneyProgram Program)>();
        foreach (var enrollment in enrollments)
        {
            if (enrollment is not { ConvertedAt: not null, EndedAt: not null }
                && await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program)
                withProgram.Add((enrollment, program));
        }

        var conditions = await ExitConditions.EvaluateAsync(batch, withProgram, wanted,
            exception => LogExitFailed(exception, batch.Transaction.Partition), cancellationToken).ConfigureAwait(false);
        var changed = new List<Enrollment>();
        var ended = new List<Enrollment>();
        foreach (var (enrollment, program) in withProgram)
        {
            var after = ApplyGoal(batch, program, enrollment, wanted[enrollment.Customer], zones[enrollment.Customer]);
            after = ApplyExitRules(batch, program, after, wanted[enrollment.Customer], conditions);
            after = Wake(batch, program, after, wanted[enrollment.Customer]);
            if (ReferenceEquals(after, enrollment))
                continue;
            changed.Add(after);
            if (enrollment.EndedAt is null && after.EndedAt is not null)
                ended.Add(after);
        }

        await batch.Transaction.Enrollments.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AppendHistoryAsync(
            [.. ended.Select(enrollment => new HistoryEntry { Enrollment = enrollment.Id, At = batch.Now,
                Moves = HistoryEntry.FromOutside + enrollment.Outcome })], cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch.Transaction, [.. ended.Select(enrollment => enrollment.Id)], batch.Now, batch.Counters,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Records the first time an enrollment reaches its goal, also after its end. Ends it if the journey ends with its goal.
    /// </summary>
    private static Enrollment ApplyGoal(
        Batch batch, JourneyProgram program, Enrollment enrollment, IEnumerable<CustomerEvent> events, TimeZoneInfo zone)
    {
        if (enrollment.ConvertedAt is not null || program.Definition.Goal is not { } goal)
            return enrollment;
        var until = LocalTime.Add(enrollment.EnteredAt, goal.Within, zone);
        var reached = events.FirstOrDefault(
            @event => @event.Name == goal.Event && @event.OccurredAt > enrollment.EnteredAt && @event.OccurredAt <= until);
        if (reached is null)
            return enrollment;
        var how = program.IsHoldout(enrollment.Outcome) ? "held-out" : enrollment.ContactedAt <= reached.OccurredAt
            ? "contacted" : "not-contacted";
        batch.Counters.Add(enrollment.Journey, enrollment.Version, "", JourneyMeasures.Converted, how, amount: reached.Amount ?? 0);
        var converted = enrollment with { ConvertedAt = reached.OccurredAt };
        return goal.EndsJourney && enrollment.EndedAt is null ? End(batch, program, converted, EnrollmentOutcomes.Goal) : converted;
    }

    /// <summary>Ends an active enrollment, also in the middle of a wait, if an exit rule applies.</summary>
    private static Enrollment ApplyExitRules(
        Batch batch, JourneyProgram program, Enrollment enrollment, IEnumerable<CustomerEvent> events, ExitConditions conditions)
    {
        if (enrollment.EndedAt is not null || program.Definition.ExitRules.Count == 0)
            return enrollment;
        var rule = events.Where(@event => @event.OccurredAt > enrollment.EnteredAt)
            .Select(@event => program.Definition.ExitRules.FirstOrDefault(
                rule => rule.On.Accepts(@event) && conditions.Applies(rule, enrollment.Customer)))
            .FirstOrDefault(rule => rule is not null);
        return rule is null ? enrollment : End(batch, program, enrollment, rule.Name);
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

    private static Enrollment End(Batch batch, JourneyProgram program, Enrollment enrollment, string outcome)
    {
        batch.Count(program, enrollment.Step ?? "", JourneyMeasures.Ended, outcome);
        batch.Count(program, "", CounterTally.Exited, outcome);
        return batch.Exit(program, enrollment, outcome);
    }

    [LoggerMessage(1005, LogLevel.Error,
        "The condition of an exit rule failed for a customer of partition {Partition}; the enrollment continues")]
    private partial void LogExitFailed(Exception exception, int partition);
}
