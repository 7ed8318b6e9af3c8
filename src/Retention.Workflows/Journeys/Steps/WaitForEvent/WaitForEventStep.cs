namespace Retention.Workflows.Journeys;

/// <summary>Waits for an event of the customer, at most for a period. The branch depends on which came first.</summary>
/// <remarks>
/// Only events after the step was reached count. If the event and the end of the period coincide, the event wins. The time when the event
/// happened decides: an event that arrives late, but before the enrollment continued, counts as in time.
/// </remarks>
public sealed record WaitForEventStep : JourneyStep
{
    /// <summary>The event.</summary>
    public required EventPattern Event { get; init; }

    /// <summary>The maximum wait; days and months by the calendar of the customer's zone.</summary>
    public required Period Timeout { get; init; }

    /// <summary>The steps if the event happened; default none.</summary>
    public IReadOnlyList<JourneyStep> Received { get; init => field = StepList.Copy(value); } = [];

    /// <summary>The steps if the time ran out; default none.</summary>
    public IReadOnlyList<JourneyStep> TimedOut { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("received", Received), new("timeout", TimedOut)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(WaitForEventStep? other) =>
        other is not null && Name == other.Name && Event == other.Event && Timeout == other.Timeout
        && Received.SequenceEqual(other.Received) && TimedOut.SequenceEqual(other.TimedOut);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Event, Timeout);
}
