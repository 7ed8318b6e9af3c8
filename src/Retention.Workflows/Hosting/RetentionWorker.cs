using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Retention.Workflows;

/// <summary>Runs the engine inside a host: looks for what is due, sleeps until the next is, tries again after errors, and drains on stop.</summary>
internal sealed class RetentionWorker(
    IRetentionEngine engine, JourneyRegistry journeys, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

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
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await engine.RunDueAsync(stoppingToken).ConfigureAwait(false);
                pause = FirstPause;
                await SleepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever goes wrong in here must not take the host down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                HostingLog.WorkerFailed(logger, exception, pause);
                await RestAsync(pause, stoppingToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        HostingLog.WorkerStopped(logger);
    }

    private async Task SleepAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.PollInterval;
        if (await engine.NextDueAsync(stoppingToken).ConfigureAwait(false) is { } next && next - time.GetUtcNow() < pause)
            pause = next - time.GetUtcNow();
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
    }

    private async Task RestAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops; the loop sees it.
        }
    }
}
