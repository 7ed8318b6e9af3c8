using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Maintenance;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Runs the engine inside a host: a loop for steps, one for calls, one for messages, so that a slow provider holds up nothing else. Drains on stop.</summary>
/// <remarks>Each loop looks for what is due, sleeps until the next is or somebody rings, and tries again after errors.</remarks>
internal sealed class RetentionWorker(
    RetentionEngine engine, Purge purge, WorkerHealth health, JourneyRegistry journeys, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>What is described wrongly keeps the host from starting; what fails later does not stop it.</summary>
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

    /// <summary>What the store did not take when it failed is written now, or its messages would be of unknown fate.</summary>
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

    /// <summary>Does a thing again and again, with growing pauses while it fails, until the host stops.</summary>
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
#pragma warning disable CA1031 // Whatever goes wrong in here must not take the host down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (work != EngineWork.All) // whoever listens fails together with the others
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

        // Does what is due, then sleeps until there is more.
        async Task WorkAndSleepAsync()
        {
            var signal = engine.Pulse.Next;
            var round = await engine.RunUntilIdleAsync(work, stoppingToken).ConfigureAwait(false);
            health.Succeeded(work);
            var pause = backoff.After(round, isQuiet: !round.DidAnything && signal == slept);
            slept = signal;
            await Sleep.UntilAsync(signal, pause, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
