namespace Retention.Workflows.Journeys;

/// <summary>What ends an enrollment the moment it happens, wherever the customer stands: bought, became a Champion, emptied the cart.</summary>
/// <remarks>
/// Only events that happened after the enrollment count. The enrollment ends in the transaction that stores the event, and what it has
/// queued and not yet handed over is withdrawn in the same.
/// </remarks>
public sealed record ExitRule
{
    /// <summary>The outcome that is recorded, in kebab case; no step has this name.</summary>
    public required string Name { get; init; }

    /// <summary>What ends it.</summary>
    public required EventPattern On { get; init; }

    /// <summary>A condition that must hold as well at that moment, asked with the event already in the log, such as an empty cart; default none. It cannot look back to the enrollment.</summary>
    public Condition? When { get; init; }
}
