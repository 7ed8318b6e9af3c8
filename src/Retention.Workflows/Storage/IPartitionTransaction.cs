namespace Retention.Workflows.Storage;

/// <summary>A transaction on one partition that holds its lock. Not thread-safe; make one call at a time.</summary>
/// <remarks>
/// Reads see the writes of the same transaction. Nothing is stored until <see cref="CommitAsync"/>; disposing without a commit rolls
/// everything back. Every list is processed as one batch. After an exception the transaction can only be disposed.
/// </remarks>
public interface IPartitionTransaction : IAsyncDisposable
{
    /// <summary>The partition.</summary>
    int Partition { get; }

    /// <summary>
    /// The time of the store's own clock when the transaction started, in UTC with whole milliseconds; <see langword="null"/> if the store
    /// has no clock, so that the host's clock decides what is due.
    /// </summary>
    DateTimeOffset? StoreTime { get; }

    /// <summary>The customers.</summary>
    ICustomerStore Customers { get; }

    /// <summary>The event log.</summary>
    IEventLog Events { get; }

    /// <summary>The customers' segments.</summary>
    ISegmentStore Segments { get; }

    /// <summary>Enrollments, their history and the counters.</summary>
    IEnrollmentStore Enrollments { get; }

    /// <summary>The outbox.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>The vouchers.</summary>
    IVoucherStore Vouchers { get; }

    /// <summary>The suppressed addresses.</summary>
    ISuppressionStore Suppressions { get; }

    /// <summary>The progress of sweeps.</summary>
    ISweepStore Sweeps { get; }

    /// <summary>Paused journeys.</summary>
    IPauseStore Pauses { get; }

    /// <summary>Erasure and purge.</summary>
    IMaintenanceStore Maintenance { get; }

    /// <summary>Allocates the next numbers of the partition, shared by enrollments and messages.</summary>
    /// <param name="count">How many numbers, 1 or more.</param>
    /// <returns>
    /// The first number; the others follow it. Numbers increase and are never used twice; numbers of a rolled-back transaction may be
    /// allocated again.
    /// </returns>
    long AllocateIds(int count);

    /// <summary>
    /// Counts the stored journey versions, so that a change of the catalogue is noticed under the partition's lock. Versions are only
    /// added.
    /// </summary>
    Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Notifies all workers after the commit that there is new work. Further calls have no effect.</summary>
    void SignalWork();

    /// <summary>
    /// Adds another partition to the transaction and waits until its lock is free. The changes of all partitions are committed or rolled
    /// back together.
    /// </summary>
    /// <param name="partition">
    /// The partition. Its number must be higher than those of the transaction, so that transactions cannot deadlock.
    /// </param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>
    /// The transaction on that partition. It ends together with this one: it cannot be committed or joined itself, and disposing it has no
    /// effect.
    /// </returns>
    /// <remarks>Join all partitions before the first write, and only a few: they stay locked until the end.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The partition does not exist, or the transaction has a higher one.</exception>
    /// <exception cref="RetentionStoreException">The store failed, or the partition was locked for too long.</exception>
    Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>Commits all changes atomically and durably, and releases the lock.</summary>
    /// <exception cref="RetentionStoreException">
    /// The commit failed. Whether the changes were stored must then be read from the store.
    /// </exception>
    Task CommitAsync(CancellationToken cancellationToken = default);
}
