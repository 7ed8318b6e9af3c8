namespace Retention.Workflows.Journeys;

/// <summary>Records an event in the customer's log, in the transaction of the step.</summary>
public sealed record RecordEventStep : JourneyStep
{
    /// <summary>The event.</summary>
    public required EventName Event { get; init; }
}
