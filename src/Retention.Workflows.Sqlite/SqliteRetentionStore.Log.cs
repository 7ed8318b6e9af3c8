using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Sqlite;

public sealed partial class SqliteRetentionStore
{
    [LoggerMessage(2101, LogLevel.Information, "Opened {Path}, schema version {Version}, {Partitions} partitions")]
    private partial void LogOpened(string path, int version, int partitions);

    [LoggerMessage(2102, LogLevel.Warning, "Closed the connection to {Path} after an error; the next transaction opens a new one")]
    private partial void LogReopened(string path);

    [LoggerMessage(2103, LogLevel.Warning, "Did not close {Path}, because a transaction did not end in time")]
    private partial void LogLeftOpen(string path);

    [LoggerMessage(2104, LogLevel.Warning,
        "Closed {Path} without writing its log back, SQLite error {Code}; the next process that opens it reads the log")]
    private partial void LogNotCheckpointed(string path, int code);
}
