namespace Retention.Workflows.Journeys;

/// <summary>An event is written to the customer's log, in the transaction of the step.</summary>
public sealed record RecordEventStep : JourneyStep
{
    /// <summary>What happened.</summary>
    public required EventName Event { get; init; }
}
