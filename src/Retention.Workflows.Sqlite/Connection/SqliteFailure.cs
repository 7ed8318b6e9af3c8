using System.Globalization;
using Retention.Workflows.Storage;
using SQLitePCL;

namespace Retention.Workflows.Sqlite.Connection;

/// <summary>Converts SQLite's errors into messages that an operator can act on.</summary>
internal static class SqliteFailure
{
    internal static bool IsBusy(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    internal static bool IsConstraint(int code) => (code & 0xff) == raw.SQLITE_CONSTRAINT;

    /// <summary>True if the connection must be closed and opened anew instead of being used again.</summary>
    internal static bool SpoilsConnection(int code) =>
        (code & 0xff) is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG);

    internal static RetentionStoreException Moved(string path, string outcome) => new(
        $"'{path}' was deleted, moved or replaced while it was open. Put the same file back, or stop all processes, restore a backup and start again. {outcome}");

    internal static RetentionStoreException Create(string path, int code, string detail)
    {
        var reason = (code & 0xff) switch
        {
            raw.SQLITE_FULL =>
                $"There is no space left for '{path}': the disk is full, or the file has reached its limit. Free some space; later operations will work again.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"'{path}' is locked by another process, which did not release it in time. Check which program has it open (a database tool, a backup); later operations will work once it is free.",
            raw.SQLITE_NOTADB => $"'{path}' is not a SQLite database. Name another file, or move this one away.",
            raw.SQLITE_READONLY =>
                $"'{path}' cannot be written. Check the rights on the file, on its folder, and on the -wal and -shm files beside it.",
            raw.SQLITE_CANTOPEN => $"'{path}' cannot be opened. Check that its folder exists and that this process may write there.",
            raw.SQLITE_CORRUPT =>
                $"'{path}' is damaged. Stop the process, keep a copy, and restore a backup or try 'sqlite3 FILE .recover'.",
            raw.SQLITE_IOERR => $"The disk of '{path}' reports errors. Check the system's log.",
            raw.SQLITE_PERM or raw.SQLITE_AUTH => $"This process has insufficient rights on '{path}'.",
            raw.SQLITE_NOMEM => $"There was not enough memory to work on '{path}'.",
            raw.SQLITE_TOOBIG => $"A value is too large for '{path}'.",
            raw.SQLITE_CONSTRAINT => $"'{path}' already has such a row.",
            _ => $"The operation on '{path}' failed.",
        };
        return new RetentionStoreException(string.Create(
            CultureInfo.InvariantCulture, $"{reason} Nothing of the transaction was kept. (SQLite error {code}: {detail})"));
    }
}
