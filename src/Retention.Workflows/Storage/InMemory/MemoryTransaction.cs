namespace Retention.Workflows.Storage.InMemory;

/// <summary>A transaction that holds the lock of its partition.</summary>
internal sealed class MemoryTransaction(
    MemoryPartition partition, MemoryWorkers workers, MemoryCatalog catalog, Func<int, MemoryPartition> find, bool isJoined = false)
    : IPartitionTransaction
{
    private readonly List<MemoryTransaction> _joined = [];
    private bool _isOver;
    private bool _signals;

    public int Partition => partition.Number;

    /// <summary>Always null: the host's clock decides.</summary>
    public DateTimeOffset? StoreTime => null;

    public ICustomerStore Customers => Open.Customers;

    public IEventLog Events => Open.Events;

    public ISegmentStore Segments => Open.Segments;

    public IEnrollmentStore Enrollments => Open.Enrollments;

    public IOutboxStore Outbox => Open.Outbox;

    public IVoucherStore Vouchers => Open.Vouchers;

    public ISuppressionStore Suppressions => Open.Suppressions;

    public ISweepStore Sweeps => Open.Sweeps;

    public IPauseStore Pauses => Open.Pauses;

    public IMaintenanceStore Maintenance => Open.Maintenance;

    private MemoryPartition Open
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return partition;
        }
    }

    public Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Open;
        return Task.FromResult(catalog.JourneyVersions);
    }

    public long AllocateIds(int count) => Open.AllocateIds(count);

    public void SignalWork()
    {
        _ = Open;
        _signals = true;
    }

    public async Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken)
    {
        ThrowIfJoined();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(partition, All[^1].Partition);
        var other = find(partition);
        await other.Lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        var joined = new MemoryTransaction(other, workers, catalog, find, isJoined: true);
        _joined.Add(joined);
        return joined;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfJoined();
        if (All.Any(some => some.Open.Undo.IsBroken))
            throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
        foreach (var some in All)
            some.CommitPartition();
        End();
        if (All.Any(some => some._signals))
            workers.Signal();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_isOver && !isJoined)
        {
            foreach (var some in All)
                some.RollBack();
            End();
        }

        return ValueTask.CompletedTask;
    }

    private List<MemoryTransaction> All => [this, .. _joined];

    private void CommitPartition() => partition.Commit();

    private void RollBack() => partition.Undo.RollBack();

    /// <summary>Releases all partitions together, so that no reader sees a part of the changes.</summary>
    private void End()
    {
        foreach (var some in All)
            some.Release();
    }

    private void Release()
    {
        _isOver = true;
        partition.Lock.Release();
    }

    private void ThrowIfJoined()
    {
        _ = Open;
        if (isJoined)
            throw new InvalidOperationException("This partition was joined to another transaction. Only that transaction can commit and join more partitions.");
    }
}
