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
    /// <summary>
    /// Adds the check <c>retention-workflows</c>, for a host that calls <c>AddRetentionWorkflows</c> on its services. A second call uses
    /// the same name, which the host refuses.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="configure">Changes the limits; null for the defaults.</param>
    /// <param name="tags">Tags, such as <c>ready</c>; default none.</param>
    /// <remarks>
    /// Unhealthy if the store cannot be reached, or if a loop of the worker has failed for too long. Degraded if due work is late, a loop
    /// has started to fail, a channel is down for this process, or enrollments became stuck or messages dead in this process since the last
    /// check. The data holds numbers and no personal data. Several endpoints share the time of the last check.
    /// </remarks>
    public static IHealthChecksBuilder AddRetentionWorkflows(
        this IHealthChecksBuilder builder, Action<RetentionHealthOptions>? configure = null, params string[] tags)
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
