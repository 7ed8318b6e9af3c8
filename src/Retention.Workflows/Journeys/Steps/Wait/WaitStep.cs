namespace Retention.Workflows.Journeys;

/// <summary>Waits for a period from the time when the step was reached.</summary>
/// <remarks>Days and months are calendar days and months at the same local time in the customer's zone; hours are elapsed time.</remarks>
public sealed record WaitStep : JourneyStep
{
    /// <summary>The period.</summary>
    public required Period Period { get; init; }
}
