namespace Retention.Workflows.Journeys;

/// <summary>Time passes: a period from the moment the step was reached.</summary>
/// <remarks>Days and months are calendar days and months at the same local time in the customer's zone; hours are elapsed time.</remarks>
public sealed record WaitStep : JourneyStep
{
    /// <summary>How long.</summary>
    public required Period Period { get; init; }
}
