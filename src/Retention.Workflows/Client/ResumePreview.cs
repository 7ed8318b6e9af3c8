namespace Retention.Workflows;

/// <summary>What resuming a journey would do.</summary>
public sealed record ResumePreview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The pause; null if the journey is not paused.</summary>
    public JourneyPause? Pause { get; init; }

    /// <summary>The overdue enrollments by version, step and status, with what happens to them.</summary>
    public required IReadOnlyList<LateStep> Steps { get; init; }

    /// <summary>The number of overdue messages.</summary>
    public required long LateMessages { get; init; }

    /// <summary>The number of overdue enrollments.</summary>
    public long Late => Steps.Sum(step => step.Count);

    /// <summary>The number of overdue enrollments that continue late.</summary>
    public long Continue => Steps.Where(step => step.Policy == LatenessPolicy.Continue).Sum(step => step.Count);

    /// <summary>The number of overdue enrollments that skip what is late.</summary>
    public long Skip => Steps.Where(step => step.Policy == LatenessPolicy.Skip).Sum(step => step.Count);

    /// <summary>The number of overdue enrollments that exit.</summary>
    public long Exit => Steps.Where(step => step.Policy == LatenessPolicy.Exit).Sum(step => step.Count);
}
