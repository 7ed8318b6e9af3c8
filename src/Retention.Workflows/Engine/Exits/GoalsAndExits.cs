using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>Applies events to enrollments: they reach their goal, or an exit rule ends them.</summary>
internal sealed partial class GoalsAndExits(ILogger<GoalsAndExits> logger)
{
    /// <summary>
    /// Returns each enrollment as it is after the events, in order; the same instance if nothing changed. Writes nothing.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="enrollments">The enrollments, with their versions.</param>
    /// <param name="events">The events by customer, in the order in which they happened.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<IReadOnlyList<Enrollment>> ApplyAsync(
        Batch batch, IReadOnlyList<(Enrollment Enrollment, JourneyProgram Program)> enrollments, ILookup<CustomerId, CustomerEvent> events,
        CancellationToken cancellationToken)
    {
        if (enrollments.Count == 0)
            return [];
        var zones = await batch.ZonesAsync(
            [.. enrollments.Select(entry => entry.Enrollment.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        var contacts = await Contacts.ReadAsync(batch, [.. enrollments.Where(entry => MayConvert(entry, events, zones))
            .Select(entry => entry.Enrollment)], cancellationToken).ConfigureAwait(false);
        var currency = await CurrencyAsync(batch, enrollments, cancellationToken).ConfigureAwait(false);
        var conditions = await ExitConditions.EvaluateAsync(batch, enrollments, events,
            exception => LogExitFailed(exception, batch.Transaction.Partition), cancellationToken).ConfigureAwait(false);
        var after = new Enrollment[enrollments.Count];
        for (var index = 0; index < after.Length; index++)
        {
            var (enrollment, program) = enrollments[index];
            after[index] = enrollment;
            foreach (var @event in events[enrollment.Customer].Where(@event => @event.OccurredAt > enrollment.EnteredAt))
                after[index] = ApplyExitRules(
                    batch, program, ApplyGoal(batch, program, after[index], @event, zones[enrollment.Customer], currency, contacts),
                    @event, conditions);
            if (after[index].EndedAt is null && IsUndecided(program, enrollment, events, conditions))
            {
                after[index] = after[index] with { State = after[index].State with { ExitUndecided = true } };
                batch.AskExitAgain(enrollment.Id);
            }
        }

        return after;
    }

    private static bool MayConvert((Enrollment Enrollment, JourneyProgram Program) entry, ILookup<CustomerId, CustomerEvent> events,
        CustomerZones zones)
    {
        if (entry.Enrollment.ConvertedAt is not null || entry.Program.Definition.Goal is not { } goal)
            return false;
        var (entered, customer) = (entry.Enrollment.EnteredAt, entry.Enrollment.Customer);
        var end = LocalTime.Add(entered, goal.Within, zones[customer]);
        return events[customer].Any(@event => @event.Name == goal.Event && @event.OccurredAt > entered && @event.OccurredAt <= end);
    }

    private static bool IsUndecided(
        JourneyProgram program, Enrollment enrollment, ILookup<CustomerId, CustomerEvent> events, ExitConditions conditions) =>
        program.Definition.ExitRules.Any(rule => conditions.IsUndecided(rule, enrollment.Customer)
            && events[enrollment.Customer].Any(@event => @event.OccurredAt > enrollment.EnteredAt && rule.On.Accepts(@event)));

    /// <summary>Writes the enrollments that changed, and withdraws the messages of those that ended.</summary>
    internal static async Task WriteAsync(
        Batch batch, IReadOnlyList<(Enrollment Before, Enrollment After)> changes, CancellationToken cancellationToken)
    {
        var changed = changes.Where(change => !ReferenceEquals(change.Before, change.After)).ToList();
        List<Enrollment> ended =
            [.. changed.Where(change => change.Before.EndedAt is null && change.After.EndedAt is not null).Select(change => change.After)];
        await batch.Transaction.Enrollments.UpdateAsync(
            [.. changed.Select(change => change.After)], cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AppendHistoryAsync(
            [.. ended.Select(enrollment => new HistoryEntry { Enrollment = enrollment.Id, At = batch.Now,
                Moves = HistoryEntry.FromOutside + enrollment.Outcome })], cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch, [.. ended.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Records the first time an enrollment reaches its goal, also after its end. Ends it if the journey ends with its goal: also one that
    /// reached it before, and is active again or has moved to a version that ends so.
    /// </summary>
    internal static Enrollment ApplyGoal(
        Batch batch, JourneyProgram program, Enrollment enrollment, CustomerEvent @event, TimeZoneInfo zone, string? currency,
        Contacts contacts)
    {
        if (program.Definition.Goal is not { } goal || @event.Name != goal.Event
            || @event.OccurredAt > LocalTime.Add(enrollment.EnteredAt, goal.Within, zone))
            return enrollment;
        var converted = enrollment;
        if (enrollment.ConvertedAt is null)
        {
            CountGoal(batch, program, enrollment, @event, currency, contacts, 1);
            converted = enrollment with { ConvertedAt = @event.OccurredAt,
                State = enrollment.State with { ConvertedBy = @event.Id } };
        }

        return goal.EndsJourney && enrollment.EndedAt is null
            ? batch.Exit(program, converted, EnrollmentOutcomes.Goal, @event.OccurredAt) : converted;
    }

    /// <summary>Counts a goal, or takes it back. An amount in another currency than the shop's is counted by itself.</summary>
    internal static void CountGoal(
        Batch batch, JourneyProgram program, Enrollment enrollment, CustomerEvent @event, string? currency, Contacts contacts, int count)
    {
        var how = program.IsHoldout(enrollment.Outcome) ? "held-out"
            : contacts.WasContacted(enrollment.Id, @event.OccurredAt) ? "contacted" : "not-contacted";
        var isOther = currency is not null && @event is { Amount: not null, Currency: not null } && @event.Currency != currency;
        batch.Counters.Add(enrollment.Journey, enrollment.Version, "", JourneyMeasures.Converted, how, count,
            isOther ? 0 : count * (@event.Amount ?? 0), @event.OccurredAt);
        if (isOther)
            batch.Counters.Add(enrollment.Journey, enrollment.Version, "", JourneyMeasures.OtherCurrency,
                $"{JourneyMeasures.Converted}:{@event.Currency}", count, count * (@event.Amount ?? 0), @event.OccurredAt);
    }

    /// <summary>The shop's currency, which is only read if a goal may be reached.</summary>
    private static async Task<string?> CurrencyAsync(
        Batch batch, IReadOnlyList<(Enrollment Enrollment, JourneyProgram Program)> enrollments, CancellationToken cancellationToken) =>
        enrollments.Any(entry => entry.Enrollment.ConvertedAt is null && entry.Program.Definition.Goal is not null)
            ? await batch.CurrencyAsync(cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Ends an active enrollment, also in the middle of a wait, if an exit rule applies.</summary>
    private static Enrollment ApplyExitRules(
        Batch batch, JourneyProgram program, Enrollment enrollment, CustomerEvent @event, ExitConditions conditions) =>
        enrollment.EndedAt is null && program.Definition.ExitRules.FirstOrDefault(
            rule => rule.On.Accepts(@event) && conditions.Applies(rule, enrollment.Customer)) is { } rule
            ? batch.Exit(program, enrollment, rule.Name, @event.OccurredAt) : enrollment;

    [LoggerMessage(1005, LogLevel.Error,
        "The condition of an exit rule failed for a customer of partition {Partition}; it is asked again, and until then the enrollment does " +
        "not move and none of its messages leaves")]
    private partial void LogExitFailed(Exception exception, int partition);
}
