using System.Globalization;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Schema;

/// <summary>Opens the database file. Refuses foreign files without changing them, creates missing ones, and upgrades old ones.</summary>
internal static class SqliteFile
{
    /// <summary>"RtWf": the mark that identifies our files.</summary>
    internal const int ApplicationId = 0x52745766;

    // Fewer and larger checkpoints: a page that changed in many commits is copied back once.
    private const int CheckpointPages = 4_000;

    internal static SqliteSession Open(string path, SqliteStoreOptions options)
    {
        RefuseOthers(path);
        var session = SqliteSession.Open(path);
        try
        {
            session.WaitWhileBusy(options.BusyTimeout);
            Claim(session);
            if (session.Word("PRAGMA journal_mode = WAL") != "wal")
                throw new RetentionStoreException(
                    $"'{path}' cannot use a write-ahead log. Put it on a writable local disk.");
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA synchronous = {(options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")};
                PRAGMA cache_size = -{options.CacheMegabytes * 1024};
                PRAGMA temp_store = MEMORY;
                PRAGMA secure_delete = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA wal_autocheckpoint = {CheckpointPages};
                PRAGMA journal_size_limit = {CheckpointPages * 4_096 * 2};
                PRAGMA max_page_count = {(options.MaxMegabytes == 0 ? uint.MaxValue - 1 : options.MaxMegabytes * 256L)};
                """));
            SqliteSchema.Upgrade(session, options.Partitions);
            session.WaitWhileBusy(TimeSpan.Zero);
            return session;
        }
        catch
        {
            session.Rollback();
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that <see cref="Open"/> has prepared, for reads beside the writer.</summary>
    internal static SqliteSession OpenReader(string path, SqliteStoreOptions options)
    {
        var session = SqliteSession.Open(path);
        try
        {
            session.WaitWhileBusy(options.BusyTimeout);
            session.Execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void RefuseOthers(string path)
    {
        if (!File.Exists(path))
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                throw new RetentionStoreException(
                    $"The folder '{folder}' of the database file does not exist. Create it, or name another file.");
            return;
        }

        // A crash or a full disk during a checkpoint leaves a first page that refers to pages which exist only in the log. This is no
        // damage, but a read without the log takes it for damage, unless it is lenient.
        using var look = SqliteSession.OpenUntouched(path);
        look.Execute("PRAGMA writable_schema = ON");
        var application = look.Number("PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || look.Number("PRAGMA page_count") > 0))
            throw new RetentionStoreException($"'{path}' is a database of another program. Nothing in it was changed. Name another file.");
    }

    // The first transaction of a new file, still without a write-ahead log, so that the mark is in the file itself.
    private static void Claim(SqliteSession session)
    {
        if (session.Number("PRAGMA application_id") == ApplicationId)
            return;
        if (!session.TryBegin())
            throw new RetentionStoreException($"'{session.Path}' is locked by another process.");
        if (session.Number("PRAGMA application_id") == 0)
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        session.Commit();
    }
}
