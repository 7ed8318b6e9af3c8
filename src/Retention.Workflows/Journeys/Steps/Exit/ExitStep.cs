namespace Retention.Workflows.Journeys;

/// <summary>Ends the enrollment, always or if a condition is true. The step's name is the recorded outcome.</summary>
/// <remarks>
/// A conditional exit also withdraws the enrollment's queued messages, since the customer should not be contacted any more. An
/// unconditional exit is a normal end; messages queued before are still sent.
/// </remarks>
public sealed record ExitStep : JourneyStep
{
    /// <summary>The condition; default null: always.</summary>
    public Condition? When { get; init; }
}
