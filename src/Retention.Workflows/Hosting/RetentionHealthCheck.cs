using Microsoft.Extensions.Diagnostics.HealthChecks;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Hosting;

/// <summary>Checks the store's due work and the worker's health, with one query regardless of the amount of work.</summary>
internal sealed class RetentionHealthCheck(
    IRetentionStore store, WorkerHealth worker, EngineTelemetry telemetry, TimeProvider time, RetentionHealthOptions options) : IHealthCheck
{
    private long _troublesSeen;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        var (failing, failingLong) = Loops(data);
        DueWork dueWork;
        try
        {
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            dueWork = await store.ReadDueWorkAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The store cannot be reached.", exception, data);
        }

        var now = dueWork.StoreTime ?? time.GetUtcNow();
        var late = Late("steps", Lateness.First(dueWork, partition => partition.Steps), now, data) | Late(
            "messages", Lateness.First(dueWork, partition => partition.Messages), now, data);
        var troubles = telemetry.Troubles;
        var newTroubles = troubles - Interlocked.Exchange(ref _troublesSeen, troubles);
        data["troubles"] = troubles;
        if (failingLong.Count > 0)
            return HealthCheckResult.Unhealthy($"The worker keeps failing: {string.Join(", ", failingLong)}.", data: data);
        List<string> complaints = [];
        if (failing.Count > 0)
            complaints.Add($"The worker has started to fail: {string.Join(", ", failing)}.");
        if (late)
            complaints.Add($"Due work has waited for more than {options.MaxOverdue}.");
        foreach (var outage in telemetry.Outages)
        {
            data[$"channels.{outage.Channel}.down-since"] = outage.Since;
            data[$"channels.{outage.Channel}.failure"] = outage.Reason;
            complaints.Add($"The channel {outage.Channel} is down since {outage.Since:u}: {outage.Reason}. Its messages wait.");
        }

        if (newTroubles > 0)
            complaints.Add($"{newTroubles} enrollments became stuck or messages dead since the last check. Fix the cause and resume them with IRetentionOperations.");
        return complaints.Count == 0
            ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', complaints), data: data);
    }

    private (IReadOnlyList<string> Failing, IReadOnlyList<string> FailingLong) Loops(Dictionary<string, object> data)
    {
        var now = time.GetUtcNow();
        var (failing, failingLong) = (new List<string>(), new List<string>());
        foreach (var (work, loop) in worker.Loops.OrderBy(entry => entry.Key))
        {
            var name = KebabName.Of(work);
            if (loop.LastSuccess is { } success)
                data[$"{name}.last-success"] = success;
            if (loop.FailingSince is not { } since)
                continue;
            data[$"{name}.failing-since"] = since;
            data[$"{name}.failure"] = loop.LastFailure!;
            (now - since > options.MaxFailing ? failingLong : failing).Add(name);
        }

        return (failing, failingLong);
    }

    private bool Late(string kind, DateTimeOffset? due, DateTimeOffset now, Dictionary<string, object> data)
    {
        var overdue = due < now ? now - due.Value : TimeSpan.Zero;
        data[$"{kind}.overdue-seconds"] = Math.Round(overdue.TotalSeconds);
        return overdue > options.MaxOverdue;
    }
}
