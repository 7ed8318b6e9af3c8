using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Maintenance;

namespace Retention.Workflows.Engine.Worker;

/// <summary>
/// Runs the engine inside a host. Steps, calls, messages and maintenance have separate loops, so a slow provider does not delay the others.
/// Drains on stop.
/// </summary>
/// <remarks>Each loop does the due work, sleeps until more is due or a pulse comes, and retries after errors.</remarks>
internal sealed class RetentionWorker(
    RetentionEngine engine, Purge purge, WorkerHealth health, JourneyRegistry journeys, IOptions<RetentionOptions> options,
    TimeProvider time, ILogger<RetentionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Invalid journeys keep the host from starting. Later failures do not stop it.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        journeys.Validate();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        HostingLog.WorkerStarted(logger);
        await Task.WhenAll(
            LoopAsync(EngineWork.All, () => engine.ListenAsync(stoppingToken), stoppingToken),
            WorkAsync(EngineWork.Steps, stoppingToken),
            WorkAsync(EngineWork.Calls, stoppingToken),
            WorkAsync(EngineWork.Messages, stoppingToken),
            purge.IsOn ? WorkAsync(EngineWork.Maintenance, stoppingToken) : Task.CompletedTask).ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        HostingLog.WorkerStopped(logger);
    }

    /// <summary>Stores the send results that a failing store did not take. Otherwise their messages would be in doubt.</summary>
    private async Task DrainAsync()
    {
        try
        {
            await engine.SaveUnsavedResultsAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The host stops in any case.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HostingLog.WorkerFailed(logger, exception, TimeSpan.Zero);
        }
    }

    /// <summary>Repeats an action until the host stops, with growing pauses while it fails.</summary>
    private async Task LoopAsync(EngineWork work, Func<Task> act, CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await act().ConfigureAwait(false);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // No failure of the engine may stop the host.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (work != EngineWork.All) // the listener fails together with the other loops
                    health.Failed(work, exception);
                HostingLog.WorkerFailed(logger, exception, pause);
                await Sleep.ForAsync(pause, time, stoppingToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private Task WorkAsync(EngineWork work, CancellationToken stoppingToken)
    {
        var backoff = new PollingBackoff(options.Value);
        var slept = engine.Pulse.Next;
        return LoopAsync(work, WorkAndSleepAsync, stoppingToken);

        // Does the due work, then sleeps until there is more.
        async Task WorkAndSleepAsync()
        {
            var signal = engine.Pulse.Next;
            var cycle = await engine.RunUntilIdleAsync(work, stoppingToken).ConfigureAwait(false);
            health.Succeeded(work);
            var pause = backoff.After(cycle, isQuiet: !cycle.DidAnything && signal == slept);
            slept = signal;
            await Sleep.UntilAsync(signal, pause, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
