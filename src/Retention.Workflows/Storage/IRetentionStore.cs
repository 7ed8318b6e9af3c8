namespace Retention.Workflows.Storage;

/// <summary>Where everything is kept. Thread-safe.</summary>
/// <remarks>
/// Everything of one customer lies in one partition, a fixed hash bucket. Whoever reads or writes it holds the partition's
/// lock for one transaction; the locks are the database's own, so that any number of processes may work on one store, and a
/// process that dies lets go of them. Only the catalogue (journey versions, RFM models) stands outside the partitions.
/// Instants come back in UTC with whole milliseconds; amounts with four decimals.
/// A new store is checked with <c>RetentionStoreContract</c> of the Testing package.
/// </remarks>
public interface IRetentionStore
{
    /// <summary>How many partitions there are, 1 or more; fixed when the store is first made. Known after <see cref="InitializeAsync"/>.</summary>
    int PartitionCount { get; }

    /// <summary>What stands outside the partitions.</summary>
    ICatalogStore Catalog { get; }

    /// <summary>Makes what is missing and upgrades what is old; called again, it does nothing.</summary>
    /// <exception cref="RetentionStoreException">The store cannot be reached or used, or was written by a newer version of the library.</exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads what there is to do in all partitions, as far as it is committed. Takes no partition's lock and waits for nobody.</summary>
    Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default);

    /// <summary>Begins a transaction on a partition; waits until its lock is free.</summary>
    Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Begins a transaction on a partition, or answers <see langword="null"/> at once when another worker holds its lock.</summary>
    Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Registers a worker that hands messages over, until it is disposed or its process dies.</summary>
    /// <exception cref="RetentionStoreException">The store allows one worker process at a time, and another one is at work.</exception>
    Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default);
}

/// <summary>A living worker, as the store sees it. Dispose it when the worker has stopped.</summary>
public interface IWorkerRegistration : IAsyncDisposable
{
    /// <summary>The worker's number: never used before in this store.</summary>
    long Worker { get; }

    /// <summary>Whether the store still takes this worker for alive. Once it does not, for instance because the connection broke, it never does again: dispose this and register anew.</summary>
    bool IsAlive { get; }

    /// <summary>Waits until somebody commits a transaction that called <see cref="IPartitionTransaction.SignalWork"/>. One call at a time.</summary>
    /// <remarks>
    /// What was signalled since the last call ended completes this one at once, so nothing is missed in between. It may also complete
    /// without a reason, and does when the worker is no longer alive. A store that several processes share tells all of them where it
    /// can; what it cannot tell is found by polling.
    /// </remarks>
    Task WaitForWorkAsync(CancellationToken cancellationToken = default);
}
