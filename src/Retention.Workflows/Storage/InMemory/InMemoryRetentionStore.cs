using Retention.Workflows.Storage.InMemory;

namespace Retention.Workflows.Storage;

/// <summary>Keeps all data in memory, with the same semantics as a database: for tests, replays and first steps. Thread-safe.</summary>
/// <remarks>
/// The data is lost with the object. Only erasure and purge remove data. Partitions are locked one by one, so there can be as many
/// concurrent transactions as partitions. A caller that starts a second transaction on the same partition waits for ever, as on a database.
/// </remarks>
public sealed class InMemoryRetentionStore : IRetentionStore
{
    private readonly MemoryPartition[] _partitions;
    private readonly MemoryWorkers _workers = new();
    private readonly MemoryCatalog _catalog = new();

    /// <summary>Creates an empty store.</summary>
    /// <param name="partitions">The number of partitions, 1 to 1,024; 8 by default. One is enough for a single thread.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 or more than 1,024 partitions.</exception>
    public InMemoryRetentionStore(int partitions = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, 1024);
        var suppressions = new MemorySuppressionList(partitions);
        var offers = new MemoryOffers();
        _partitions =
            [.. Enumerable.Range(0, partitions).Select(number => new MemoryPartition(number, suppressions, offers, _workers.IsAlive))];
    }

    /// <inheritdoc/>
    /// <remarks>Available immediately.</remarks>
    public int PartitionCount => _partitions.Length;

    /// <inheritdoc/>
    public ICatalogStore Catalog => _catalog;

    /// <summary>Does nothing: an in-memory store is ready after its construction.</summary>
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
    /// <exception cref="ArgumentOutOfRangeException">The partition does not exist.</exception>
    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        var asked = PartitionAt(partition);
        await asked.Lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryTransaction(asked, _workers, _catalog, PartitionAt);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The partition does not exist.</exception>
    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        var asked = PartitionAt(partition);
        return await asked.Lock.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)
            ? new MemoryTransaction(asked, _workers, _catalog, PartitionAt)
            : null;
    }

    /// <summary>Registers a worker until it is disposed; any number of workers is allowed.</summary>
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
