using Retention.Workflows.Journeys;

namespace Retention.Workflows.Replay;

/// <summary>
/// The events at which the clock of a replay stops, because journeys react to them at once: they enroll, end an enrollment, or are waited
/// for.
/// </summary>
/// <remarks>Other events are appended with the next jump of the clock; conditions use the time when they happened.</remarks>
internal sealed class ReplayTurns(IEnumerable<JourneyDefinition> journeys, StepTypes types)
{
    private readonly HashSet<EventName> _names = [.. journeys.SelectMany(journey => NamesOf(journey, types))];

    /// <summary>The time of the first such event, from an index on and before a time; null if there is none.</summary>
    internal DateTimeOffset? FirstOf(IReadOnlyList<CustomerEvent> events, int from, DateTimeOffset until)
    {
        if (_names.Count == 0)
            return null;
        for (var index = from; index < events.Count && events[index].OccurredAt < until; index++)
        {
            if (_names.Contains(events[index].Name))
                return events[index].OccurredAt;
        }

        return null;
    }

    private static IEnumerable<EventName> NamesOf(JourneyDefinition journey, StepTypes types)
    {
        if (journey.Enrollment.Trigger is EventTrigger trigger)
            yield return trigger.Event.Name;
        foreach (var rule in journey.ExitRules)
            yield return rule.On.Name;
        foreach (var name in All(journey.Steps).SelectMany(step => types.Of(step).AwaitedEvents(step)))
            yield return name;
    }

    private static IEnumerable<JourneyStep> All(IEnumerable<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => All(branch.Steps)).Prepend(step));
}
