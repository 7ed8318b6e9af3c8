namespace Retention.Workflows.Journeys;

/// <summary>What success is: an event within a time from the enrollment. Counted once an enrollment, also after its end.</summary>
public sealed record JourneyGoal
{
    /// <summary>The event that is wanted.</summary>
    public required EventName Event { get; init; }

    /// <summary>How long after the enrollment it counts, by the calendar of the customer's zone.</summary>
    public required Period Within { get; init; }

    /// <summary>Whether reaching it ends the enrollment and withdraws what is queued; default no.</summary>
    public bool EndsJourney { get; init; }
}
