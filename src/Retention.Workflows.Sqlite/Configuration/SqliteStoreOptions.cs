namespace Retention.Workflows.Sqlite;

/// <summary>The file of the SQLite store, and its durability.</summary>
public sealed class SqliteStoreOptions
{
    internal const int MaxPartitions = 1_024;

    /// <summary>
    /// The database file. It is created when it does not exist; its folder must exist. While it is open, two more files, <c>-wal</c> and
    /// <c>-shm</c>, belong to
    /// it, and the empty file <c>.worker</c> holds the lock of the process with the workers.
    /// </summary>
    /// <remarks>
    /// A relative path starts at the host's content root; at the current directory where the store is created without a host. Use a local
    /// disk: network file systems lose the locks that protect the file.
    /// </remarks>
    public string Path { get; set; } = "";

    /// <summary>The number of partitions of a new file, 1 to 1,024; default 1. It is read only when the file is created.</summary>
    /// <remarks>
    /// SQLite has one writer, so more partitions do not make it faster. They serve to test the behaviour of a server store.
    /// </remarks>
    public int Partitions { get; set; } = 1;

    /// <summary>The moment at which a commit returns; default <see cref="SqliteSynchronous.Full"/>.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>
    /// How long a transaction waits for another <b>process</b> to release the file, before it fails; default 30 s. Waits within the process
    /// have no limit.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The memory for cached pages in MiB, 1 to 4,096; default 64. Raise it when the file is large and commits are slow because of reads.
    /// </summary>
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>
    /// The largest size of the file in MiB; default 0, no limit but the disk. A transaction that needs more fails as on a full disk.
    /// </summary>
    /// <remarks>The log beside the file needs additional space: about 16 MiB, more during a large transaction.</remarks>
    public int MaxMegabytes { get; set; }

    /// <summary>False for the names with which SQLite means something else than a file.</summary>
    internal bool IsFile =>
        !Path.StartsWith(":memory:", StringComparison.Ordinal) && !Path.StartsWith("file:", StringComparison.Ordinal);

    /// <summary>The problems of the settings, one sentence each with type and property; empty when there are none.</summary>
    internal IEnumerable<string> Problems() => ProblemsByProperty().Select(static problem => $"{nameof(SqliteStoreOptions)}.{problem}");

    private IEnumerable<string> ProblemsByProperty()
    {
        if (string.IsNullOrWhiteSpace(Path))
            yield return $"{nameof(Path)}: name the database file.";
        else if (!IsFile)
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
