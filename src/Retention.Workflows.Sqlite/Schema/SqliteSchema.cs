using System.Globalization;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Schema;

/// <summary>The numbered SQL files, and the version stored in the database file.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this library writes: the number of the last SQL file.</summary>
    internal const int Version = 7;

    internal static void Upgrade(SqliteSession session, int partitions)
    {
        if (VersionOf(session) == Version)
            return;
        if (!session.TryBegin())
            throw new RetentionStoreException($"'{session.Path}' is locked by another process, so that it cannot be upgraded.");

        // Another process may have upgraded it meanwhile.
        for (var version = (int)VersionOf(session) + 1; version <= Version; version++)
        {
            session.Execute(Script(version));
            if (version == 1)
                MakePartitions(session, partitions);
            if (version == 6)
                SqliteShortKeys.Write(session);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        }

        session.Commit();
    }

    internal static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Schema/{version:000}.sql");
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static long VersionOf(SqliteSession session)
    {
        var version = session.Number("PRAGMA user_version");
        return version <= Version
            ? version
            : throw new RetentionStoreException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{session.Path}' has schema version {version}; this library knows versions up to {Version}. Use the newer library that wrote it, or restore a copy from before the upgrade. Nothing was changed."));
    }

    private static void MakePartitions(SqliteSession session, int partitions)
    {
        session.Prepare("INSERT INTO store (id, partitions, next_worker) VALUES (1, ?, 1)").Put(partitions).Run();
        var make = session.Prepare("INSERT INTO partitions (partition, next_number, next_event) VALUES (?, 1, 1)");
        for (var partition = 0; partition < partitions; partition++)
            make.Put(partition).Run();
    }
}
