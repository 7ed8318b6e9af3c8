namespace Retention.Workflows.Storage;

/// <summary>What an enrollment did in one go, between two commits: the answer to "why did this customer get that".</summary>
public sealed record HistoryEntry
{
    /// <summary>Begins <see cref="Moves"/> where an event, or a new version, ended the enrollment from outside: <c>!goal</c>, <c>!bought</c>, <c>!new-version</c>.</summary>
    public const string FromOutside = "!";

    /// <summary>Begins <see cref="Moves"/> where the enrollment moved to another version of its journey: <c>&gt;3</c>.</summary>
    public const string ToVersion = ">";

    /// <summary>Whose history.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>When, in UTC. Entries of an enrollment stand in the order they were written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// What happened, a word a step, separated by semicolons: <c>warm-up;reachable:no;offer;think</c> passed two steps, sent one message and
    /// stands at a wait. Holds no personal data.
    /// </summary>
    public required string Moves { get; init; }
}
