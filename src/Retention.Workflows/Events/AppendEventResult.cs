namespace Retention.Workflows;

/// <summary>The result of appending one event.</summary>
public sealed record AppendEventResult
{
    /// <summary>The outcome.</summary>
    public required EventOutcome Outcome { get; init; }

    /// <summary>The problems of the event, each with a field and a reason; empty unless the event was refused.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    internal static AppendEventResult Stored { get; } = new() { Outcome = EventOutcome.Stored };

    internal static AppendEventResult Duplicate { get; } = new() { Outcome = EventOutcome.Duplicate };

    internal static AppendEventResult Conflict { get; } = new() { Outcome = EventOutcome.Conflict };

    internal static AppendEventResult Erased { get; } = new() { Outcome = EventOutcome.Erased };

    internal static AppendEventResult RolledBack { get; } = new() { Outcome = EventOutcome.RolledBack };

    /// <summary>True if the event prevents an all-or-nothing batch from being stored.</summary>
    internal bool Spoils => Outcome is EventOutcome.Conflict or EventOutcome.Refused;

    internal static AppendEventResult Refused(params IReadOnlyList<InputProblem> problems) =>
        new() { Outcome = EventOutcome.Refused, Problems = problems };

    /// <summary>True if both have the same content.</summary>
    public bool Equals(AppendEventResult? other) => other is not null && Outcome == other.Outcome && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Problems.Count);
}

/// <summary>The outcome of appending an event.</summary>
public enum EventOutcome
{
    /// <summary>The event is new and was stored durably.</summary>
    Stored = 0,

    /// <summary>The event was stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Not stored: the customer already has an event with this id and different content.</summary>
    Conflict = 2,

    /// <summary>Not stored: the event is invalid. <see cref="AppendEventResult.Problems"/> lists the reasons.</summary>
    Refused = 3,

    /// <summary>Not stored: the customer was erased. A late event does not restore an erased customer.</summary>
    Erased = 4,

    /// <summary>Not stored: another event of an all-or-nothing batch was refused or is in conflict.</summary>
    RolledBack = 5,
}
