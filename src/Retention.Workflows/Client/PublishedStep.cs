namespace Retention.Workflows;

/// <summary>The active enrollments at one step of an earlier version.</summary>
public sealed record PublishedStep
{
    /// <summary>Their version.</summary>
    public required int Version { get; init; }

    /// <summary>The step; empty for enrollments that have not begun.</summary>
    public required string Step { get; init; }

    /// <summary>The status: active, waiting for a callback, or stuck.</summary>
    public required EnrollmentStatus Status { get; init; }

    /// <summary>The number of enrollments.</summary>
    public required long Count { get; init; }

    /// <summary>The effect on them.</summary>
    public required PublishEffect Effect { get; init; }

    /// <summary>
    /// The reason why they cannot move: <c>unknown-step</c>, <c>unreadable-version</c>, or <c>calling</c> while a host call is pending at a
    /// step that would change its kind. Otherwise null.
    /// </summary>
    public string? Reason { get; init; }
}
