using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Log events of hosting, from 5001 on.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(5001, LogLevel.Warning,
        "No store is configured. All data is kept in memory and lost when the process ends. Configure one with retention.Store")]
    internal static partial void NoStore(ILogger logger);

    [LoggerMessage(5002, LogLevel.Information, "The retention worker has started")]
    internal static partial void WorkerStarted(ILogger logger);

    [LoggerMessage(5003, LogLevel.Information, "The retention worker has stopped; the results of all sends are stored")]
    internal static partial void WorkerStopped(ILogger logger);

    [LoggerMessage(5005, LogLevel.Information, "Journey {Journey} is published as version {Version}; {Enrolls}")]
    internal static partial void Published(ILogger logger, JourneyName journey, int version, string enrolls);

    [LoggerMessage(5004, LogLevel.Error, "The retention worker failed. No data is lost; it retries in {Pause}")]
    internal static partial void WorkerFailed(ILogger logger, Exception exception, TimeSpan pause);
}
