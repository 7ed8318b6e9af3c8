namespace Retention.Workflows;

/// <summary>What publishing a version of a journey would do to active enrollments of earlier versions.</summary>
public sealed record PublishPreview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The number that the version would get, or has.</summary>
    public required int Version { get; init; }

    /// <summary>True if the version differs from the newest stored one. A version with the same content is the stored one.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The version's policy for active enrollments.</summary>
    public required PublishPolicy Policy { get; init; }

    /// <summary>The active enrollments by version, step and status.</summary>
    public required IReadOnlyList<PublishedStep> Steps { get; init; }

    /// <summary>The number of active enrollments of earlier versions.</summary>
    public long ActiveEnrollments => Steps.Sum(step => step.Count);

    /// <summary>The number of enrollments that should move and cannot, so that they finish on their own version.</summary>
    public long NotMoved => Steps.Where(step => step.Effect == PublishEffect.NotMoved).Sum(step => step.Count);
}

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

/// <summary>The effect of a publication on the enrollments at a step.</summary>
public enum PublishEffect
{
    /// <summary>They finish on their version.</summary>
    Drains = 0,

    /// <summary>They move and keep their wait, so they continue at the same time as before.</summary>
    Moves = 1,

    /// <summary>They move and execute the step of the same name at once, since it is of another kind there.</summary>
    MovesAndBeginsStep = 2,

    /// <summary>They exit the journey.</summary>
    Exits = 3,

    /// <summary>They should move and cannot: they finish on their version.</summary>
    NotMoved = 4,
}
