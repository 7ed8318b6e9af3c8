using Microsoft.Extensions.Hosting;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Checks every minute what other servers have published.</summary>
internal sealed class PublicationWatch(PublishedWorkflows published, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                await published.RefreshAsync(isStarted: true, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
    }
}
