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
