namespace Retention.Workflows.Journeys;

/// <summary>Time passes until an event happens to the customer, or for a period at most; what is done then depends on which came first.</summary>
/// <remarks>
/// Only events that happened after the step was reached count. Where the event and the end of the time meet, the event wins. The log
/// decides, by when the event happened: one that comes late, but before the customer went on, counts as if it had come in time.
/// </remarks>
public sealed record WaitForEventStep : JourneyStep
{
    /// <summary>What is waited for.</summary>
    public required EventPattern Event { get; init; }

    /// <summary>How long at most; days and months by the calendar of the customer's zone.</summary>
    public required Period Timeout { get; init; }

    /// <summary>What is done when the event happened; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Received { get; init => field = StepList.Copy(value); } = [];

    /// <summary>What is done when the time ran out; default nothing.</summary>
    public IReadOnlyList<JourneyStep> TimedOut { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("received", Received), new("timeout", TimedOut)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WaitForEventStep? other) =>
        other is not null && Name == other.Name && Event == other.Event && Timeout == other.Timeout
        && Received.SequenceEqual(other.Received) && TimedOut.SequenceEqual(other.TimedOut);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Event, Timeout);
}
