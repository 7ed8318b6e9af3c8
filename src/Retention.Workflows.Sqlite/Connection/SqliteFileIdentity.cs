using System.Runtime.InteropServices;
using SQLitePCL;

namespace Retention.Workflows.Sqlite.Connection;

/// <summary>Asks SQLite whether the path of an open file still leads to that file.</summary>
internal static partial class SqliteFileIdentity
{
    private const int HasMovedOperation = 20;

    /// <summary>
    /// True if the file was deleted, moved or replaced since it was opened: SQLite compares its inode with that of the path. Where the
    /// system does not allow that while a file is open, such as Windows, it is false.
    /// </summary>
    internal static bool HasMoved(sqlite3 handle)
    {
        var hasMoved = 0;
        var isKept = false;
        try
        {
            handle.DangerousAddRef(ref isKept);
            return FileControl(handle.DangerousGetHandle(), "main", HasMovedOperation, ref hasMoved) == raw.SQLITE_OK && hasMoved != 0;
        }
        finally
        {
            if (isKept)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint handle, string database, int operation, ref int argument);
}
