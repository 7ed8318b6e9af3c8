namespace Retention.Workflows.Storage;

/// <summary>One transaction on one partition, under its lock. Not thread-safe; one call at a time.</summary>
/// <remarks>
/// Reads see what the same transaction wrote. Nothing is kept until <see cref="CommitAsync"/>; disposed before, all is undone.
/// Every list is handled as one batch. After an exception the transaction can only be disposed; only a
/// <see cref="MixedCurrenciesException"/> is an answer like any other, and the transaction goes on.
/// </remarks>
public interface IPartitionTransaction : IAsyncDisposable
{
    /// <summary>The partition.</summary>
    int Partition { get; }

    /// <summary>What the store's own clock said when the transaction began, in UTC with whole milliseconds; <see langword="null"/> where the store has none, so that the host's clock decides what is due.</summary>
    DateTimeOffset? StoreTime { get; }

    /// <summary>Customers.</summary>
    ICustomerStore Customers { get; }

    /// <summary>The event log.</summary>
    IEventLog Events { get; }

    /// <summary>Who is in which segment.</summary>
    ISegmentStore Segments { get; }

    /// <summary>Enrollments, their history and the counters.</summary>
    IEnrollmentStore Enrollments { get; }

    /// <summary>The outbox.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>Vouchers.</summary>
    IVoucherStore Vouchers { get; }

    /// <summary>Addresses that nothing more is sent to.</summary>
    ISuppressionStore Suppressions { get; }

    /// <summary>How far the sweeps are.</summary>
    ISweepStore Sweeps { get; }

    /// <summary>Erasure and purge.</summary>
    IMaintenanceStore Maintenance { get; }

    /// <summary>Takes the next numbers of the partition, shared by enrollments and messages.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <returns>The first; the others follow. Growing, never used twice; numbers of a transaction that is undone may return.</returns>
    long AllocateIds(int count);

    /// <summary>Tells all workers, once this is committed, that there is work they do not expect yet. Called again, it does nothing more.</summary>
    void SignalWork();

    /// <summary>Takes another partition into the transaction; waits until its lock is free. What is done on all its partitions is kept or undone together.</summary>
    /// <param name="partition">Which: greater than all that the transaction has, so that no two transactions wait for each other.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The transaction on that partition. It ends with the one that it was taken into: it cannot be committed, nor take in another one, and disposing it does nothing.</returns>
    /// <remarks>Take in all partitions before anything is written, and few of them: they are locked until the end.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition, or the transaction has a greater one.</exception>
    /// <exception cref="RetentionStoreException">The store failed, or somebody held the partition for too long.</exception>
    Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Keeps everything, at once and durably, and lets go of the lock.</summary>
    /// <exception cref="RetentionStoreException">It could not be kept. Whether it was must then be read from the store.</exception>
    Task CommitAsync(CancellationToken cancellationToken = default);
}
