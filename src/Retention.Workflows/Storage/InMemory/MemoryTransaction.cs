namespace Retention.Workflows.Storage;

/// <summary>A transaction on a partition whose lock is held.</summary>
internal sealed class MemoryTransaction(MemoryPartition partition) : IPartitionTransaction
{
    private bool _isOver;

    public int Partition => partition.Number;

    public ICustomerStore Customers => Open.Customers;

    public IEventLog Events => Open.Events;

    public ISegmentStore Segments => Open.Segments;

    public IEnrollmentStore Enrollments => Open.Enrollments;

    public IOutboxStore Outbox => Open.Outbox;

    public IVoucherStore Vouchers => Open.Vouchers;

    public ISweepStore Sweeps => Open.Sweeps;

    private MemoryPartition Open
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return partition;
        }
    }

    public long TakeNumbers(int count) => Open.TakeNumbers(count);

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Open.Undo.IsBroken)
            throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
        partition.Undo.Keep();
        End();
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
