namespace Retention.Workflows.Journeys;

/// <summary>The end for the customer, always or when a condition holds; the step's name is the outcome that is recorded.</summary>
/// <remarks>
/// A conditional exit also withdraws what this enrollment has queued and not yet handed over: it says "leave this customer alone".
/// An unconditional one is a plain end, and what was queued before it is still sent.
/// </remarks>
public sealed record ExitStep : JourneyStep
{
    /// <summary>When to end; default always.</summary>
    public Condition? When { get; init; }
}
