namespace Retention.Workflows.Storage;

/// <summary>
/// The steps that an enrollment executed between two commits. It answers the question "why did this customer get that message".
/// </summary>
public sealed record HistoryEntry
{
    /// <summary>
    /// Prefix of <see cref="Moves"/> if an event or a new version ended the enrollment from outside: <c>!goal</c>, <c>!bought</c>,
    /// <c>!new-version</c>.
    /// </summary>
    public const string FromOutside = "!";

    /// <summary>Prefix of <see cref="Moves"/> if the enrollment moved to another version of its journey: <c>&gt;3</c>.</summary>
    public const string ToVersion = ">";

    /// <summary>The enrollment.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>The time of the entry, in UTC. The entries of an enrollment are kept in the order in which they were written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The executed steps, separated by semicolons: <c>warm-up;reachable:no;offer;think</c> passed two steps, sent one message and waits at
    /// <c>think</c>. It contains no personal data.
    /// </summary>
    public required string Moves { get; init; }
}
