namespace Retention.Workflows.Journeys;

/// <summary>A rule that ends an enrollment when an event happens, at any step: a purchase, a segment change, an emptied cart.</summary>
/// <remarks>
/// Only events after the enrollment count. The enrollment ends in the transaction that stores the event. Its queued messages are withdrawn
/// in the same transaction.
/// </remarks>
public sealed record ExitRule
{
    /// <summary>The recorded outcome, in kebab case. No step may have this name.</summary>
    public required string Name { get; init; }

    /// <summary>The event.</summary>
    public required EventPattern On { get; init; }

    /// <summary>
    /// An additional condition, such as an empty cart, evaluated with the event already in the log; default null. It cannot use the
    /// enrollment or its steps.
    /// </summary>
    public Condition? When { get; init; }
}
