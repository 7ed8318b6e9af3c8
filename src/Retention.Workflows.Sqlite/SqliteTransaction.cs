using Retention.Workflows.Naming;
using Retention.Workflows.Sqlite.Roles;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite;

/// <summary>One <c>BEGIN IMMEDIATE</c> to its <c>COMMIT</c>. Every task is complete when it is returned: SQLite works on the caller's thread.</summary>
internal sealed class SqliteTransaction : IPartitionTransaction
{
    private readonly SqliteRetentionStore _store;
    private readonly bool _isJoined;
    private readonly List<SqliteTransaction> _joined = [];
    private bool _working;
    private bool _ended;
    private bool _signals;
    private Numbers? _numbers;

    internal SqliteTransaction(SqliteRetentionStore store, SqliteSession session, SqliteWorkers workers, int partition, bool isJoined = false)
    {
        _isJoined = isJoined;
        _store = store;
        Session = session;
        Workers = workers;
        Partition = partition;
    }

    public int Partition { get; }

    /// <summary>None: the host's clock decides.</summary>
    public DateTimeOffset? StoreTime => null;

    public ICustomerStore Customers => field ??= new SqliteCustomers(this);

    public IEventLog Events => field ??= new SqliteEvents(this);

    public ISegmentStore Segments => field ??= new SqliteSegments(this);

    public IEnrollmentStore Enrollments => field ??= new SqliteEnrollments(this);

    public IOutboxStore Outbox => field ??= new SqliteOutbox(this);

    public IVoucherStore Vouchers => field ??= new SqliteVouchers(this);

    public ISuppressionStore Suppressions => field ??= new SqliteSuppressions(this);

    public ISweepStore Sweeps => field ??= new SqliteSweeps(this);

    public IMaintenanceStore Maintenance => field ??= new SqliteMaintenance(this);

    internal SqliteSession Session { get; }

    internal SqliteWorkers Workers { get; }

    /// <summary>The partition of an entry of the suppression list: it is of the whole store, and its place follows from the address alone.</summary>
    internal int PartitionOf(string address) => (int)(StableHash.Of(address) % (uint)_store.PartitionCount);

    /// <summary>The next position in the event log; counted up by whoever appends.</summary>
    internal long NextEvent
    {
        get => ReadNumbers().NextEvent;
        set
        {
            var numbers = ReadNumbers();
            numbers.NextEvent = value;
            numbers.Changed = true;
        }
    }

    public long AllocateIds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Enter(CancellationToken.None);
        var numbers = ReadNumbers();
        var first = numbers.NextNumber;
        numbers.NextNumber += count;
        numbers.Changed = true;
        return Done(first);
    }

    public void SignalWork()
    {
        Enter(CancellationToken.None);
        _signals = true;
        Done();
    }

    /// <summary>The transaction has the whole file already, so nobody is waited for.</summary>
    public Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        ThrowIfJoined();
        _working = false;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(partition, All[^1].Partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _store.PartitionCount);
        var joined = new SqliteTransaction(_store, Session, Workers, partition, isJoined: true);
        _joined.Add(joined);
        return Task.FromResult<IPartitionTransaction>(joined);
    }

    public Task CommitAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfJoined();
        foreach (var some in All)
            some.Enter(cancellationToken);
        foreach (var some in All)
            some.WriteNumbers();
        Session.Commit();
        End();
        if (All.Any(static some => some._signals))
            Workers.Signal();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_ended && !_isJoined)
            End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Begins a piece of work; unless it comes to <see cref="Done()"/>, the transaction can only be disposed.</summary>
    internal void Enter(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, typeof(IPartitionTransaction));
        if (_working)
            throw new InvalidOperationException("This transaction failed, or is used by two callers at once: dispose it and begin another one.");
        _working = true;
        cancellationToken.ThrowIfCancellationRequested();
    }

    internal Task Done()
    {
        _working = false;
        return Task.CompletedTask;
    }

    internal T Done<T>(T result)
    {
        _working = false;
        return result;
    }

    internal long Key(int partition, long number, string what) => partition == Partition
        ? SqliteKey.Of(partition, number)
        : throw new ArgumentException($"The {what} {partition}-{number} belongs to another partition than this transaction ({Partition}).");

    private List<SqliteTransaction> All => [this, .. _joined];

    private void ThrowIfJoined()
    {
        if (_isJoined)
            throw new InvalidOperationException("This partition was taken into another transaction: only that one commits and takes in more.");
    }

    private void End()
    {
        foreach (var some in All)
            some._ended = true;
        Session.Rollback();
        _store.Release();
    }

    private Numbers ReadNumbers()
    {
        if (_numbers is not null)
            return _numbers;
        var row = Session.Prepare("SELECT next_number, next_event FROM partitions WHERE partition = ?").Put(Partition);
        if (!row.Step())
            throw new RetentionStoreException($"'{Session.Path}' is damaged: it lacks the row of partition {Partition}.");
        _numbers = new Numbers { NextNumber = row.Int64(0), NextEvent = row.Int64(1) };
        row.Reset();
        return _numbers;
    }

    private void WriteNumbers()
    {
        if (_numbers is { Changed: true })
        {
            Session.Prepare("UPDATE partitions SET next_number = ?, next_event = ? WHERE partition = ?")
                .Put(_numbers.NextNumber).Put(_numbers.NextEvent).Put(Partition).Run();
        }
    }

    private sealed class Numbers
    {
        internal long NextNumber { get; set; }

        internal long NextEvent { get; set; }

        internal bool Changed { get; set; }
    }
}
