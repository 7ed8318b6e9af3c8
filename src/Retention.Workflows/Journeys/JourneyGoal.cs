namespace Retention.Workflows.Journeys;

/// <summary>
/// The goal of a journey: an event within a period after the enrollment. Counted once per enrollment, also after its end.
/// </summary>
public sealed record JourneyGoal
{
    /// <summary>The goal event.</summary>
    public required EventName Event { get; init; }

    /// <summary>How long after the enrollment the event counts, by the calendar of the customer's zone.</summary>
    public required Period Within { get; init; }

    /// <summary>Whether reaching the goal ends the enrollment and withdraws queued messages; default no.</summary>
    public bool EndsJourney { get; init; }
}
