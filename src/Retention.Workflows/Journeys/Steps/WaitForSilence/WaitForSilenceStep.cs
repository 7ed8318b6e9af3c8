namespace Retention.Workflows.Journeys;

/// <summary>
/// Waits until no matching event has happened for a period. Each matching event restarts the period. Used for abandoned carts.
/// </summary>
/// <remarks>Only events after the step was reached count. Without any, the period runs from that time.</remarks>
public sealed record WaitForSilenceStep : JourneyStep
{
    /// <summary>The events that restart the period; at least one.</summary>
    public required IReadOnlyList<EventPattern> Events { get; init => field = [.. value]; }

    /// <summary>The period without events.</summary>
    public required Period Period { get; init; }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(WaitForSilenceStep? other) =>
        other is not null && Name == other.Name && Period == other.Period && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Period, Events.Count);
}
