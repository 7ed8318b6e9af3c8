using Retention.Workflows.Storage.InMemory;

namespace Retention.Workflows.Storage;

/// <summary>Keeps everything in memory, with the same meaning as a database: for tests, simulations and first steps. Thread-safe.</summary>
/// <remarks>
/// Nothing outlives the object, and nothing is thrown away but what is erased or purged. Partitions are locked one by one, so as many transactions
/// run at once as there are partitions. A transaction that begins on a partition whose transaction the same caller still
/// holds waits for ever, as on a database.
/// </remarks>
public sealed class InMemoryRetentionStore : IRetentionStore
{
    private readonly MemoryPartition[] _partitions;
    private readonly MemoryWorkers _workers = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="partitions">How many partitions, 1 to 1,024; default 8. One is enough where only one thread works.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 or more than 1,024 partitions.</exception>
    public InMemoryRetentionStore(int partitions = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, 1024);
        var suppressions = new MemorySuppressionList();
        _partitions = [.. Enumerable.Range(0, partitions).Select(number => new MemoryPartition(number, suppressions, _workers.IsAlive))];
    }

    /// <inheritdoc/>
    /// <remarks>Known from the start.</remarks>
    public int PartitionCount => _partitions.Length;

    /// <inheritdoc/>
    public ICatalogStore Catalog { get; } = new MemoryCatalog();

    /// <summary>Does nothing: an in-memory store is ready when it is made.</summary>
    public Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new DueWork { Partitions = [.. _partitions.Select(partition => partition.DueWork.AsOf(_workers.IsAlive))] });
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        var asked = PartitionAt(partition);
        await asked.Lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryTransaction(asked, _workers, PartitionAt);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        var asked = PartitionAt(partition);
        return await asked.Lock.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false) ? new MemoryTransaction(asked, _workers, PartitionAt) : null;
    }

    /// <summary>Registers a worker until it is disposed; as many as wanted.</summary>
    public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_workers.Register());
    }

    private MemoryPartition PartitionAt(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions.Length);
        return _partitions[partition];
    }
}
