namespace Retention.Workflows.Journeys;

/// <summary>Time passes until nothing of a kind has happened to the customer for a period: each matching event begins it anew. So a cart becomes abandoned.</summary>
/// <remarks>Only events that happened after the step was reached count; without any, the period runs from that moment.</remarks>
public sealed record WaitForSilenceStep : JourneyStep
{
    /// <summary>What breaks the silence; one at least.</summary>
    public required IReadOnlyList<EventPattern> Events { get; init => field = [.. value]; }

    /// <summary>How long nothing must happen.</summary>
    public required Period Period { get; init; }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WaitForSilenceStep? other) =>
        other is not null && Name == other.Name && Period == other.Period && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Period, Events.Count);
}
