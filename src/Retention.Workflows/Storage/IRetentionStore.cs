namespace Retention.Workflows.Storage;

/// <summary>The store of all data. Thread-safe.</summary>
/// <remarks>
/// All data of a customer is in one partition, a fixed hash bucket. A transaction that reads or writes it holds the partition's lock. The
/// locks are the database's own, so any number of processes may use one store, and the locks of a process that dies are released. Only the
/// catalogue (journey versions, RFM models) is outside the partitions. Instants are returned in UTC with whole milliseconds, amounts with
/// four decimals. Check a new store with <c>RetentionStoreContract</c> of the Testing package.
/// </remarks>
public interface IRetentionStore
{
    /// <summary>
    /// The number of partitions, 1 or more; fixed when the store is created. Available after <see cref="InitializeAsync"/>.
    /// </summary>
    int PartitionCount { get; }

    /// <summary>The data outside the partitions.</summary>
    ICatalogStore Catalog { get; }

    /// <summary>Creates the schema or upgrades it. Calling it again has no effect.</summary>
    /// <exception cref="RetentionStoreException">
    /// The store cannot be reached or used, or was written by a newer version of the library.
    /// </exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the committed due work of all partitions. It takes no lock and never waits for a transaction.</summary>
    Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts a transaction on a partition; waits until its lock is free.</summary>
    Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Starts a transaction on a partition; returns <see langword="null"/> at once if another worker holds its lock.</summary>
    Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Registers a worker that hands messages over. The registration ends when it is disposed or its process dies.</summary>
    /// <exception cref="RetentionStoreException">The store allows one worker process at a time, and another one is active.</exception>
    Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default);
}
