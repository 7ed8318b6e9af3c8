namespace Retention.Workflows;

/// <summary>The result of appending one event.</summary>
public sealed record AppendEventResult
{
    /// <summary>The outcome.</summary>
    public required EventOutcome Outcome { get; init; }

    /// <summary>The problems of the event, each with a field and a reason; empty unless the event was refused.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    /// <summary>The stored event with the same id, if the outcome is <see cref="EventOutcome.Conflict"/>; else null.</summary>
    /// <remarks>The name of an event that was withdrawn is the one that <see cref="EventNames.Withdrawn"/> returns.</remarks>
    public CustomerEvent? Existing { get; init; }

    internal static AppendEventResult Stored { get; } = new() { Outcome = EventOutcome.Stored };

    internal static AppendEventResult Duplicate { get; } = new() { Outcome = EventOutcome.Duplicate };

    internal static AppendEventResult Erased { get; } = new() { Outcome = EventOutcome.Erased };

    internal static AppendEventResult RolledBack { get; } = new() { Outcome = EventOutcome.RolledBack };

    /// <summary>True if the event prevents an all-or-nothing batch from being stored.</summary>
    internal bool Spoils => Outcome is EventOutcome.Conflict or EventOutcome.Refused;

    internal static AppendEventResult Conflict(CustomerEvent? existing) => new() { Outcome = EventOutcome.Conflict, Existing = existing };

    internal static AppendEventResult Refused(params IReadOnlyList<InputProblem> problems) =>
        new() { Outcome = EventOutcome.Refused, Problems = problems };

    /// <summary>True if both have the same content.</summary>
    public bool Equals(AppendEventResult? other) => other is not null
        && Outcome == other.Outcome && Existing == other.Existing && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Problems.Count);
}
