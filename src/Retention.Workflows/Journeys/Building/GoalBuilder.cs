using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes the goal: <c>journey.Goal.On(EventNames.Purchase).Within(Days(30))</c>.</summary>
public sealed class GoalBuilder
{
    private readonly BuilderLock _lock;
    private EventName? _event;
    private Period _within;
    private bool _endsJourney;

    internal GoalBuilder(BuilderLock builderLock) => _lock = builderLock;

    /// <summary>Sets the goal event.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a goal.</exception>
    public GoalBuilder On(EventName name)
    {
        _lock.ThrowIfLocked("A goal");
        if (_event is { } other)
            throw new InvalidOperationException(
                $"The journey already has the goal '{other}'. A journey has one goal, so '{name}' cannot be added.");
        _event = name;
        return this;
    }

    /// <summary>Sets how long after the enrollment the event counts, by the calendar of the customer's zone. Every goal needs it.</summary>
    public GoalBuilder Within(Period period)
    {
        ThrowIfNoGoal("A time");
        _within = period;
        return this;
    }

    /// <summary>Makes the goal end the enrollment and withdraw queued messages. By default the journey continues.</summary>
    public GoalBuilder EndsJourney()
    {
        ThrowIfNoGoal("An end");
        _endsJourney = true;
        return this;
    }

    internal JourneyGoal? Build() =>
        _event is { } name ? new JourneyGoal { Event = name, Within = _within, EndsJourney = _endsJourney } : null;

    private void ThrowIfNoGoal(string what)
    {
        _lock.ThrowIfLocked(what);
        if (_event is null)
            throw new InvalidOperationException($"{what} cannot be added: there is no goal yet. Begin with Goal.On(event).");
    }
}
