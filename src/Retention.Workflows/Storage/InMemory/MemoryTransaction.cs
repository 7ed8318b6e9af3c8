namespace Retention.Workflows.Storage;

/// <summary>A transaction on a partition whose lock is held.</summary>
internal sealed class MemoryTransaction(MemoryPartition partition, MemoryWorkers workers) : IPartitionTransaction
{
    private bool _isOver;
    private bool _signals;

    public int Partition => partition.Number;

    /// <summary>None: the host's clock decides.</summary>
    public DateTimeOffset? StoreTime => null;

    public ICustomerStore Customers => Open.Customers;

    public IEventLog Events => Open.Events;

    public ISegmentStore Segments => Open.Segments;

    public IEnrollmentStore Enrollments => Open.Enrollments;

    public IOutboxStore Outbox => Open.Outbox;

    public IVoucherStore Vouchers => Open.Vouchers;

    public ISuppressionStore Suppressions => Open.Suppressions;

    public ISweepStore Sweeps => Open.Sweeps;

    public IUpkeepStore Upkeep => Open.Upkeep;

    private MemoryPartition Open
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return partition;
        }
    }

    public long TakeNumbers(int count) => Open.TakeNumbers(count);

    public void SignalWork()
    {
        _ = Open;
        _signals = true;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Open.Undo.IsBroken)
            throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
        partition.Keep();
        End();
        if (_signals)
            workers.Signal();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            partition.Undo.RollBack();
            End();
        }

        return ValueTask.CompletedTask;
    }

    private void End()
    {
        _isOver = true;
        partition.Lock.Release();
    }
}
