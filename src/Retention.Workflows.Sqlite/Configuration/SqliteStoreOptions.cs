namespace Retention.Workflows.Sqlite;

/// <summary>Where the SQLite store keeps everything, and how carefully.</summary>
public sealed class SqliteStoreOptions
{
    internal const int MaxPartitions = 1_024;

    /// <summary>The database file; made when it is not there, its folder must be. Two more files, <c>-wal</c> and <c>-shm</c>, belong to it while it is open, and an empty one, <c>.worker</c>, says who works on it.</summary>
    /// <remarks>Must lie on a local disk: network file systems lose the locks that guard it.</remarks>
    public string Path { get; set; } = "";

    /// <summary>How many partitions a new file gets, 1 to 1,024; default 1. Looked at only when the file is made.</summary>
    /// <remarks>SQLite has one writer anyway, so more partitions bring no speed here. They are for trying out what a server store would do.</remarks>
    public int Partitions { get; set; } = 1;

    /// <summary>When a commit may be answered; default <see cref="SqliteSynchronous.Full"/>.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long a transaction waits for another <b>process</b> to let go of the file, before it fails; default 30 s. Within the process it waits as long as it takes.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of the file is kept in memory, in MiB, 1 to 4,096; default 64. Raise it when the file is large and commits are slow for reading.</summary>
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>How large the file may grow, in MiB; default 0, as large as the disk allows. A transaction that needs more fails as on a full disk.</summary>
    /// <remarks>The log beside the file comes on top: some 16 MiB, more while a large transaction runs.</remarks>
    public int MaxMegabytes { get; set; }

    /// <summary>Says what is wrong, a sentence each; empty when all is well.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Path))
            yield return $"{nameof(Path)}: name the database file.";
        else if (Path.StartsWith(":memory:", StringComparison.Ordinal) || Path.StartsWith("file:", StringComparison.Ordinal))
            yield return $"{nameof(Path)}: must be the path of a file, not '{Path}'. A store in memory is InMemoryRetentionStore.";
        if (Partitions is < 1 or > MaxPartitions)
            yield return $"{nameof(Partitions)}: must be 1 to {MaxPartitions}.";
        if (!Enum.IsDefined(Synchronous))
            yield return $"{nameof(Synchronous)}: must be Full or Normal.";
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromDays(1))
            yield return $"{nameof(BusyTimeout)}: must be zero to one day.";
        if (CacheMegabytes is < 1 or > 4_096)
            yield return $"{nameof(CacheMegabytes)}: must be 1 to 4096.";
        if (MaxMegabytes < 0)
            yield return $"{nameof(MaxMegabytes)}: must be 0 (no limit) or more.";
    }
}
