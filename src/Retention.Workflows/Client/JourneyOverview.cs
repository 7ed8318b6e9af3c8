namespace Retention.Workflows;

/// <summary>A journey as operators see it.</summary>
public sealed record JourneyOverview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The number of the newest stored version; 0 when none is stored yet.</summary>
    public required int Version { get; init; }

    /// <summary>Whether this host registers it.</summary>
    public required bool IsRegistered { get; init; }

    /// <summary>Its pause; none when it runs.</summary>
    public JourneyPause? Pause { get; init; }

    /// <summary>How many enrollments are under way at each step, by version, step and status.</summary>
    public required IReadOnlyList<StepPopulation> Steps { get; init; }

    /// <summary>How many enrollments are under way, the stuck ones included.</summary>
    public long ActiveEnrollments => Steps.Sum(step => step.Count);

    /// <summary>How many of them are stuck.</summary>
    public long Stuck => Steps.Where(step => step.Status == EnrollmentStatus.Stuck).Sum(step => step.Count);
}
