using Npgsql;
using Retention.Workflows.Naming;
using Retention.Workflows.PostgreSql.Roles;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql;

/// <summary>One <c>BEGIN</c> to its <c>COMMIT</c>, with the row of the partition locked all the while.</summary>
internal sealed class PostgreSqlTransaction : IPartitionTransaction
{
    private const int RollbackSeconds = 5;

    private readonly PostgreSqlRetentionStore _store;
    private readonly NpgsqlConnection _connection;
    private readonly PostgreSqlScratch _scratch;
    private readonly PartitionNumbers _numbers;
    private readonly bool _isJoined;
    private readonly List<PostgreSqlTransaction> _joined = [];
    private bool _working;
    private bool _ended;
    private bool _signals;
    private bool _counted;
    private long _nextNumber;
    private long _nextEvent;

    internal PostgreSqlTransaction(PostgreSqlRetentionStore store, NpgsqlConnection connection, int partition, PartitionNumbers numbers, bool isJoined = false)
    {
        _isJoined = isJoined;
        _store = store;
        _connection = connection;
        _scratch = store.RentScratch();
        _numbers = numbers;
        Partition = partition;
        (_nextNumber, _nextEvent) = (numbers.NextNumber, numbers.NextEvent);
    }

    public int Partition { get; }

    public DateTimeOffset? StoreTime => _numbers.Time;

    public ICustomerStore Customers => field ??= new PostgreSqlCustomers(this);

    public IEventLog Events => field ??= new PostgreSqlEvents(this);

    public ISegmentStore Segments => field ??= new PostgreSqlSegments(this);

    public IEnrollmentStore Enrollments => field ??= new PostgreSqlEnrollments(this);

    public IOutboxStore Outbox => field ??= new PostgreSqlOutbox(this);

    public IVoucherStore Vouchers => field ??= new PostgreSqlVouchers(this);

    public ISuppressionStore Suppressions => field ??= new PostgreSqlSuppressions(this);

    public IMaintenanceStore Maintenance => field ??= new PostgreSqlMaintenance(this);

    public ISweepStore Sweeps => field ??= new PostgreSqlSweeps(this);

    internal PostgreSqlDatabase Database => _store.Database;

    internal PostgreSqlScratch Scratch => _scratch;

    public long AllocateIds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Enter(CancellationToken.None);
        var first = _nextNumber;
        _nextNumber += count;
        _counted = true;
        Done();
        return first;
    }

    /// <summary>Takes the next positions of the event log and of history.</summary>
    internal long TakePositions(int count)
    {
        var first = _nextEvent;
        _nextEvent += count;
        _counted = true;
        return first;
    }

    public void SignalWork()
    {
        Enter(CancellationToken.None);
        _signals = true;
        Done();
    }

    public async Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfJoined();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(partition, All[^1].Partition);
        Enter(cancellationToken);
        await _store.WaitForTurnAsync(partition, cancellationToken).ConfigureAwait(false);
        PostgreSqlTransaction? joined = null;
        try
        {
            var numbers = await PostgreSqlLock.JoinAsync(Database, _connection, partition, cancellationToken).ConfigureAwait(false);
            joined = new PostgreSqlTransaction(_store, _connection, partition, _numbers.Time is null ? numbers with { Time = null } : numbers, isJoined: true);
            _joined.Add(joined);
            return Done(joined);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Database.Fail(exception);
        }
        finally
        {
            if (joined is null)
                _store.Release(partition);
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfJoined();
        foreach (var some in All)
            some.Enter(cancellationToken);
        var batch = new NpgsqlBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var some in All.Where(static some => some._counted))
            {
                var count = new NpgsqlBatchCommand("UPDATE partitions SET next_number = $1, next_event = $2 WHERE partition = $3");
                count.Parameters.Put(some._nextNumber).Put(some._nextEvent).Put(some.Partition);
                batch.BatchCommands.Add(count);
            }

            var commit = new NpgsqlBatchCommand("COMMIT");
            batch.BatchCommands.Add(commit);

            // Behind the commit, not within: the server lets only one transaction that notifies commit at a time, and each would wait for the disk of the others.
            if (All.Any(static some => some._signals))
                batch.BatchCommands.Add(_store.Workers.Signal());
            try
            {
                // Once it is on its way, giving up would only hide whether it was kept.
                await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsFailure(exception) && commit.StatementType != StatementType.Unknown)
            {
                // The commit was answered; only what came behind it went wrong.
                _store.LogNotSignalled(Database.Where, exception.GetType().Name, (exception as PostgresException)?.SqlState);
            }
            catch (Exception exception) when (IsFailure(exception))
            {
                throw PostgreSqlFailure.Create(
                    Database.Where, exception, exception is PostgresException { Severity: "ERROR" } ? "Nothing of the transaction was kept." : "Whether the transaction was kept must be read from the store.");
            }
        }

        await EndAsync(rollBack: false).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended && !_isJoined)
            await EndAsync(rollBack: true).ConfigureAwait(false);
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

    internal void Done() => _working = false;

    internal T Done<T>(T result)
    {
        _working = false;
        return result;
    }

    internal long Number(int partition, long number, string what) => partition == Partition
        ? number
        : throw new ArgumentException($"The {what} {partition}-{number} belongs to another partition than this transaction ({Partition}).");

    /// <summary>The partition of an entry of the suppression list: it is of the whole store, and its place follows from the address alone.</summary>
    internal int PartitionOf(string address) => (int)(StableHash.Of(address) % (uint)_store.PartitionCount);

    /// <summary>A statement that says itself where its rows lie.</summary>
    internal NpgsqlCommand Statement(string sql) => new(sql, _connection);

    /// <summary>A statement whose first value is the partition.</summary>
    internal NpgsqlCommand Command(string sql)
    {
        var command = Statement(sql);
        command.Parameters.Put(Partition);
        return command;
    }

    /// <summary>Runs a statement and answers how many rows it touched.</summary>
    internal async Task<int> RunAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            try
            {
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsFailure(exception))
            {
                throw Database.Fail(exception);
            }
        }
    }

    /// <summary>Runs a statement that adds rows; says what is there already when a key stands in the way.</summary>
    internal async Task AddAsync(NpgsqlCommand command, Func<string> isThere, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (RetentionStoreException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new RetentionStoreException(isThere(), exception.InnerException);
        }
    }

    /// <summary>Runs a query and reads each of its rows.</summary>
    internal async Task ReadAsync(NpgsqlCommand command, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            try
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        read(reader);
                }
            }
            catch (Exception exception) when (IsFailure(exception))
            {
                throw Database.Fail(exception);
            }
        }
    }

    internal async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await ReadAsync(command, row => rows.Add(read(row)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    // A connection that broke between two calls is found closed by the second one.
    private bool IsFailure(Exception exception) =>
        PostgreSqlFailure.Is(exception) || (exception is InvalidOperationException && _connection.FullState != System.Data.ConnectionState.Open);

    private List<PostgreSqlTransaction> All => [this, .. _joined];

    private void ThrowIfJoined()
    {
        if (_isJoined)
            throw new InvalidOperationException("This partition was taken into another transaction: only that one commits and takes in more.");
    }

    private async ValueTask EndAsync(bool rollBack)
    {
        foreach (var some in All)
            some._ended = true;
        try
        {
            if (rollBack && _connection.FullState == System.Data.ConnectionState.Open)
            {
                var command = new NpgsqlCommand("ROLLBACK", _connection) { CommandTimeout = RollbackSeconds };
                await using (command.ConfigureAwait(false))
                    await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsFailure(exception) || exception is InvalidOperationException)
        {
            // The connection is gone, and the server undoes what it held.
        }
        finally
        {
            await PostgreSqlDatabase.LetGoAsync(_connection).ConfigureAwait(false);
            foreach (var some in All)
            {
                _store.ReturnScratch(some._scratch);
                _store.Release(some.Partition);
            }
        }
    }
}

/// <summary>What the row of a partition said when it was locked, and the clock.</summary>
/// <param name="NextNumber">The next number of enrollments and messages.</param>
/// <param name="NextEvent">The next position in the event log and in history.</param>
/// <param name="Time">The database's clock; none where the host's decides.</param>
internal sealed record PartitionNumbers(long NextNumber, long NextEvent, DateTimeOffset? Time);
