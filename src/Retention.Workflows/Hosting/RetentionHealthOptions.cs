namespace Retention.Workflows.Hosting;

/// <summary>When the health check is satisfied no longer.</summary>
public sealed class RetentionHealthOptions
{
    /// <summary>How late enrollments or messages that are due may be before the engine is degraded; default 5 minutes.</summary>
    /// <remarks>After a sweep that enrolls many at once they are late for as long as it takes to work them off; a channel that is slow makes messages late.</remarks>
    public TimeSpan MaxOverdue { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a loop of the worker may fail without a success before the engine is unhealthy; default 1 minute. Until then it is degraded.</summary>
    public TimeSpan MaxFailing { get; set; } = TimeSpan.FromMinutes(1);
}
