namespace Retention.Workflows.Storage;

/// <summary>
/// Work to be done for an enrollment apart from its steps. It has ended: the engine that stores its workflow must be notified. It is
/// active: its exit rules must be asked again.
/// </summary>
/// <remarks>It is removed once that is done. Erasure and purge delete it with its enrollment.</remarks>
public sealed record EngineNotification
{
    /// <summary>The enrollment. It has at most one notification.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>When it is tried next, in UTC with whole milliseconds.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The number of failed attempts.</summary>
    public int Attempt { get; init; }
}
