using Retention.Workflows.Journeys;

namespace Retention.Workflows.Replay;

/// <summary>
/// The events at which the clock of a replay stops, because journeys react to them at once: they enroll, end an enrollment, or are waited
/// for.
/// </summary>
/// <remarks>
/// Other events are appended with the next jump of the clock: conditions, goals and counters use the time when they happened. A purchase
/// may change a segment or redeem a voucher, and a refund may give it back, so the clock stops at them where a journey reacts to that.
/// </remarks>
internal sealed class ReplayTurns(IEnumerable<JourneyDefinition> journeys, StepTypes types)
{
    private static readonly EventName[] CausedByPurchases = [EventNames.SegmentChanged, EventNames.VoucherRedeemed, EventNames.VoucherReleased];
    private static readonly EventPattern[] Purchases = [EventNames.Purchase, EventNames.Refund];

    private readonly ILookup<EventName, EventPattern> _patterns = WithCauses([.. journeys.SelectMany(journey => PatternsOf(journey, types))])
        .Distinct().ToLookup(pattern => pattern.Name);

    /// <summary>The time of the first such event, from an index on and before a time; null if there is none.</summary>
    internal DateTimeOffset? FirstOf(IReadOnlyList<CustomerEvent> events, int from, DateTimeOffset until)
    {
        if (_patterns.Count == 0)
            return null;
        for (var index = from; index < events.Count && events[index].OccurredAt < until; index++)
        {
            if (_patterns[events[index].Name].Any(pattern => pattern.Accepts(events[index])))
                return events[index].OccurredAt;
        }

        return null;
    }

    private static IEnumerable<EventPattern> WithCauses(IReadOnlyList<EventPattern> patterns) =>
        patterns.Any(pattern => CausedByPurchases.Contains(pattern.Name)) ? patterns.Concat(Purchases) : patterns;

    private static IEnumerable<EventPattern> PatternsOf(JourneyDefinition journey, StepTypes types)
    {
        if (journey.Enrollment.Trigger is EventTrigger trigger)
            yield return trigger.Event;
        else if (journey.Enrollment.Trigger is SegmentTrigger)
            yield return EventNames.SegmentChanged;
        if (journey.Goal is { } goal && (goal.EndsJourney || CausedByPurchases.Contains(goal.Event)))
            yield return goal.Event;
        foreach (var rule in journey.ExitRules)
            yield return rule.On;
        foreach (var name in All(journey.Steps).SelectMany(step => types.Of(step).AwaitedEvents(step)))
            yield return name;
    }

    private static IEnumerable<JourneyStep> All(IEnumerable<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => All(branch.Steps)).Prepend(step));
}
