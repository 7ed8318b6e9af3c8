namespace Retention.Workflows;

/// <summary>Marks enrollments whose goal an event reaches: once each, also after their end; ends those whose journey ends with its goal.</summary>
internal sealed class GoalReaction(JourneyPrograms programs)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        await programs.EnsureLoadedAsync(cancellationToken).ConfigureAwait(false);
        var wanted = events.Where(happened => programs.HasGoalOn(happened.Name)).OrderBy(happened => happened.OccurredAt).ToLookup(happened => happened.Customer);
        if (wanted.Count == 0)
            return;

        CustomerId[] customers = [.. wanted.Select(group => group.Key)];
        var enrollments = await batch.Transaction.Enrollments.ReadOfAsync(customers, cancellationToken).ConfigureAwait(false);
        var zones = await batch.ZonesAsync(customers, cancellationToken).ConfigureAwait(false);
        var converted = new List<Enrollment>();
        foreach (var enrollment in enrollments.Where(enrollment => enrollment.ConvertedAt is null))
        {
            var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (program?.Definition.Goal is not { } goal)
                continue;
            var until = LocalTime.Add(enrollment.EnteredAt, goal.Within, zones[enrollment.Customer]);
            var reached = wanted[enrollment.Customer].FirstOrDefault(happened =>
                happened.Name == goal.Event && happened.OccurredAt > enrollment.EnteredAt && happened.OccurredAt <= until);
            if (reached is null)
                continue;
            var contacted = enrollment.ContactedAt <= reached.OccurredAt;
            batch.Counters.Add(enrollment.Journey, enrollment.Version, "", JourneyMeasures.Converted, contacted ? "contacted" : "not-contacted", amount: reached.Amount ?? 0);
            if (goal.EndsJourney && enrollment.EndedAt is null)
            {
                batch.Count(program, enrollment.Step ?? "", JourneyMeasures.Ended, Outcomes.Goal);
                batch.Count(program, "", CounterTally.Exited, Outcomes.Goal);
            }

            converted.Add(Converted(enrollment, goal, reached.OccurredAt, batch.Now));
        }

        await batch.Transaction.Enrollments.UpdateAsync(converted, cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch.Transaction, [.. converted.Where(enrollment => enrollment.Outcome == Outcomes.Goal).Select(enrollment => enrollment.Id)], batch.Now, batch.Counters, cancellationToken).ConfigureAwait(false);
    }

    private static Enrollment Converted(Enrollment enrollment, JourneyGoal goal, DateTimeOffset at, DateTimeOffset now)
    {
        var converted = enrollment with { ConvertedAt = at };
        return goal.EndsJourney && enrollment.EndedAt is null
            ? converted with { Status = EnrollmentStatus.Exited, DueAt = null, Outcome = Outcomes.Goal, EndedAt = now }
            : converted;
    }
}
