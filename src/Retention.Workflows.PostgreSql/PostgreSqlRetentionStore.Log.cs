using Microsoft.Extensions.Logging;

namespace Retention.Workflows.PostgreSql;

public sealed partial class PostgreSqlRetentionStore
{
    [LoggerMessage(2201, LogLevel.Information, "Opened the {Database}, schema version {Version}, {Partitions} partitions")]
    private partial void LogOpened(string database, int version, int partitions);

    [LoggerMessage(2202, LogLevel.Warning, "Worker {Worker} lost its connection to the {Database}: {Exception}")]
    private partial void LogWorkerLost(long worker, string database, string exception);

    [LoggerMessage(
        2203, LogLevel.Warning,
        "The {Database} committed a transaction but could not notify the workers ({Exception} {Code}); they find its work at their next poll")]
    internal partial void LogNotSignalled(string database, string exception, string? code);
}
