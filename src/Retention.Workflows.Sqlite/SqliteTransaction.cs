using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Sqlite.Roles;
using Retention.Workflows.Sqlite.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite;

/// <summary>
/// One <c>BEGIN IMMEDIATE</c> to its <c>COMMIT</c>. Every task is complete when it is returned, since SQLite works on the caller's thread.
/// </summary>
internal sealed class SqliteTransaction : IPartitionTransaction
{
    private readonly SqliteRetentionStore _store;
    private readonly SqliteSession _session;
    private readonly SqliteWorkers _workers;
    private readonly SqlitePartition _partition;
    private readonly bool _isJoined;
    private readonly List<SqliteTransaction> _joined = [];
    private bool _signals;

    internal SqliteTransaction(
        SqliteRetentionStore store, SqliteSession session, SqliteWorkers workers, int partition, bool isJoined = false)
    {
        _isJoined = isJoined;
        _store = store;
        _session = session;
        _workers = workers;
        _partition = new SqlitePartition(session, workers, partition, store.PartitionCount);
    }

    public int Partition => _partition.Number;

    /// <summary>Null: the host's clock decides.</summary>
    public DateTimeOffset? StoreTime => null;

    public ICustomerStore Customers => field ??= new SqliteCustomers(_partition);

    public IEventLog Events => field ??= new SqliteEvents(_partition);

    public ISegmentStore Segments => field ??= new SqliteSegments(_partition);

    public IEnrollmentStore Enrollments => field ??= new SqliteEnrollments(_partition);

    public IOutboxStore Outbox => field ??= new SqliteOutbox(_partition);

    public IVoucherStore Vouchers => field ??= new SqliteVouchers(_partition);

    public ISuppressionStore Suppressions => field ??= new SqliteSuppressions(_partition);

    public ISweepStore Sweeps => field ??= new SqliteSweeps(_partition);

    public IPauseStore Pauses => field ??= new SqlitePauses(_partition);

    public IMaintenanceStore Maintenance => field ??= new SqliteMaintenance(_partition);

    private List<SqliteTransaction> All => [this, .. _joined];

    public Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken = default)
    {
        _partition.Enter(cancellationToken);
        var row = _session.Prepare("SELECT count(*) FROM journeys");
        row.Step();
        var count = row.Int32(0);
        row.Reset();
        return _partition.Done(Task.FromResult(count));
    }

    public long AllocateIds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _partition.Enter(CancellationToken.None);
        return _partition.Done(_partition.AllocateIds(count));
    }

    public void SignalWork()
    {
        _partition.Enter(CancellationToken.None);
        _signals = true;
        _partition.Done();
    }

    /// <summary>The transaction has locked the whole file already, so it does not wait.</summary>
    public Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default)
    {
        _partition.Enter(cancellationToken);
        ThrowIfJoined();
        _partition.Done();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(partition, All[^1].Partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _store.PartitionCount);
        var joined = new SqliteTransaction(_store, _session, _workers, partition, isJoined: true);
        _joined.Add(joined);
        return Task.FromResult<IPartitionTransaction>(joined);
    }

    public Task CommitAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfJoined();
        foreach (var some in All)
            some._partition.Enter(cancellationToken);
        foreach (var some in All)
            some._partition.WriteCounters();
        _session.Commit();
        if (All.Any(static some => some._partition.HasErased))
            _store.EmptyLog(_session);
        End();
        if (All.Any(static some => some._signals))
            _workers.Signal();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_partition.HasEnded && !_isJoined)
            End();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfJoined()
    {
        if (_isJoined)
            throw new InvalidOperationException(
                "This partition was joined to another transaction. Only that transaction can commit and join more partitions.");
    }

    private void End()
    {
        foreach (var some in All)
            some._partition.End();
        _session.Rollback();
        _store.Release();
    }
}
