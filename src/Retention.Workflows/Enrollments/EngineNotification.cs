namespace Retention.Workflows.Storage;

/// <summary>A stored notification: an enrollment has ended, and the engine that stores its workflow must be notified.</summary>
/// <remarks>It is removed once the engine has confirmed it. Erasure and purge delete it with its enrollment.</remarks>
public sealed record EngineNotification
{
    /// <summary>The enrollment that ended. It has at most one notification.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>When the engine is notified next, in UTC with whole milliseconds.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The number of failed attempts.</summary>
    public int Attempt { get; init; }
}
