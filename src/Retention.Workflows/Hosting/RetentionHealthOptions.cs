namespace Retention.Workflows.Hosting;

/// <summary>The limits of the health check.</summary>
public sealed class RetentionHealthOptions
{
    /// <summary>How late due enrollments or messages may be before the engine is degraded; default 5 minutes.</summary>
    /// <remarks>After a sweep with many enrollments they are late until they are processed; a slow channel makes messages late.</remarks>
    public TimeSpan MaxOverdue { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a loop of the worker may fail without success before the engine is unhealthy; default 1 minute. Until then it is degraded.
    /// </summary>
    public TimeSpan MaxFailing { get; set; } = TimeSpan.FromMinutes(1);
}
