using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>Looks every minute what other servers have published.</summary>
internal sealed partial class PublicationWatch(PublishedWorkflows published, TimeProvider time, ILogger<PublicationWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                await published.RefreshAsync(isStarted: true, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever goes wrong in here must not take the host down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(6004, LogLevel.Warning, "What Elsa has published could not be looked up; it is tried again in a minute")]
    private partial void LogFailed(Exception exception);
}
