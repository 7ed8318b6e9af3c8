using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Adds the engine to a host's health checks.</summary>
public static class RetentionHealthChecks
{
    /// <summary>Adds the check <c>retention-workflows</c>, for a host that called <c>AddRetentionWorkflows</c> on its services. Called again, the name is taken twice, which the host refuses.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="configure">Changes the limits.</param>
    /// <param name="tags">Tags, such as <c>ready</c>; default none.</param>
    /// <remarks>
    /// Unhealthy when the store cannot be reached, or a loop of the worker has failed for too long. Degraded when what is due is late, a loop
    /// has begun to fail, or enrollments got stuck or messages died in this process since the last look. The data holds the numbers, and no
    /// personal data. Several endpoints that ask share that last look.
    /// </remarks>
    public static IHealthChecksBuilder AddRetentionWorkflows(this IHealthChecksBuilder builder, Action<RetentionHealthOptions>? configure = null, params string[] tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RetentionHealthOptions();
        configure?.Invoke(options);
        RetentionHealthCheck? check = null;
        return builder.Add(new HealthCheckRegistration(
            "retention-workflows",
            provider => LazyInitializer.EnsureInitialized(ref check, () => new RetentionHealthCheck(
                provider.GetRequiredService<IRetentionStore>(),
                provider.GetRequiredService<WorkerHealth>(),
                provider.GetRequiredService<EngineTelemetry>(),
                provider.GetRequiredService<TimeProvider>(),
                options)),
            HealthStatus.Unhealthy,
            tags));
    }
}
