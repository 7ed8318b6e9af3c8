namespace Retention.Workflows;

/// <summary>A journey as operators see it.</summary>
public sealed record JourneyOverview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The number of the newest stored version; 0 when none is stored yet.</summary>
    public required int Version { get; init; }

    /// <summary>True if this host registers it.</summary>
    public required bool IsRegistered { get; init; }

    /// <summary>Its pause; null if it is not paused.</summary>
    public JourneyPause? Pause { get; init; }

    /// <summary>The number of enrollments at each step, by version, step and status.</summary>
    public required IReadOnlyList<StepPopulation> Steps { get; init; }

    /// <summary>The number of active enrollments, including stuck ones.</summary>
    public long ActiveEnrollments => Steps.Sum(step => step.Count);

    /// <summary>The number of stuck enrollments.</summary>
    public long Stuck => Steps.Where(step => step.Status == EnrollmentStatus.Stuck).Sum(step => step.Count);
}
