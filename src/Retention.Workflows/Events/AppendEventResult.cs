namespace Retention.Workflows;

/// <summary>What became of one event that was handed in.</summary>
public sealed record AppendEventResult
{
    /// <summary>What became of it.</summary>
    public required EventOutcome Outcome { get; init; }

    /// <summary>Everything that is wrong with it, a field and a reason each; empty unless it was refused.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    internal static AppendEventResult Stored { get; } = new() { Outcome = EventOutcome.Stored };

    internal static AppendEventResult Duplicate { get; } = new() { Outcome = EventOutcome.Duplicate };

    internal static AppendEventResult Conflict { get; } = new() { Outcome = EventOutcome.Conflict };

    internal static AppendEventResult Erased { get; } = new() { Outcome = EventOutcome.Erased };

    internal static AppendEventResult RolledBack { get; } = new() { Outcome = EventOutcome.RolledBack };

    /// <summary>Whether the event spoils a batch of which all is stored or nothing.</summary>
    internal bool Spoils => Outcome is EventOutcome.Conflict or EventOutcome.Refused;

    internal static AppendEventResult Refused(params IReadOnlyList<InputProblem> problems) => new() { Outcome = EventOutcome.Refused, Problems = problems };

    /// <summary>Whether both say the same.</summary>
    public bool Equals(AppendEventResult? other) => other is not null && Outcome == other.Outcome && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Problems.Count);
}

/// <summary>What becomes of an event that is handed in.</summary>
public enum EventOutcome
{
    /// <summary>New, and stored: it is not lost from here on.</summary>
    Stored = 0,

    /// <summary>Stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Not stored: the customer has an event of this id already, with another content.</summary>
    Conflict = 2,

    /// <summary>Not stored: something is wrong with it. <see cref="AppendEventResult.Problems"/> says what.</summary>
    Refused = 3,

    /// <summary>Not stored: the customer was erased, and a late event brings nobody back.</summary>
    Erased = 4,

    /// <summary>Not stored: another event of a batch of which all is stored or nothing was refused, or is in conflict.</summary>
    RolledBack = 5,
}
