namespace Retention.Workflows;

/// <summary>What resuming a journey would do.</summary>
public sealed record ResumePreview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The pause; none when the journey is not paused.</summary>
    public JourneyPause? Pause { get; init; }

    /// <summary>Enrollments that should have gone on by now, by version, step and status, each with what becomes of them.</summary>
    public required IReadOnlyList<LateStep> Steps { get; init; }

    /// <summary>How many messages should have left by now.</summary>
    public required long LateMessages { get; init; }

    /// <summary>How many enrollments should have gone on by now.</summary>
    public long Late => Steps.Sum(step => step.Count);

    /// <summary>How many of them go on late.</summary>
    public long Continue => Steps.Where(step => step.Policy == LatenessPolicy.Continue).Sum(step => step.Count);

    /// <summary>How many of them skip what is late.</summary>
    public long Skip => Steps.Where(step => step.Policy == LatenessPolicy.Skip).Sum(step => step.Count);

    /// <summary>How many of them leave the journey.</summary>
    public long Exit => Steps.Where(step => step.Policy == LatenessPolicy.Exit).Sum(step => step.Count);
}
