using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.PostgreSql.Roles;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql;

/// <summary>One <c>BEGIN</c> to its <c>COMMIT</c>, with the row of the partition locked throughout.</summary>
internal sealed class PostgreSqlTransaction : IPartitionTransaction
{
    private const int RollbackSeconds = 5;

    private readonly PostgreSqlRetentionStore _store;
    private readonly NpgsqlConnection _connection;
    private readonly PostgreSqlScratch _scratch;
    private readonly PostgreSqlPartition _partition;
    private readonly bool _isJoined;
    private readonly List<PostgreSqlTransaction> _joined = [];
    private bool _signals;

    internal PostgreSqlTransaction(
        PostgreSqlRetentionStore store, NpgsqlConnection connection, int partition, PartitionNumbers numbers, bool isJoined = false)
    {
        _isJoined = isJoined;
        _store = store;
        _connection = connection;
        _scratch = store.RentScratch();
        _partition = new PostgreSqlPartition(store.Database, connection, _scratch, partition, store.PartitionCount, numbers);
        StoreTime = numbers.Time;
    }

    public int Partition => _partition.Number;

    public DateTimeOffset? StoreTime { get; }

    public ICustomerStore Customers => field ??= new PostgreSqlCustomers(_partition);

    public IEventLog Events => field ??= new PostgreSqlEvents(_partition);

    public ISegmentStore Segments => field ??= new PostgreSqlSegments(_partition);

    public IEnrollmentStore Enrollments => field ??= new PostgreSqlEnrollments(_partition);

    public IOutboxStore Outbox => field ??= new PostgreSqlOutbox(_partition);

    public IVoucherStore Vouchers => field ??= new PostgreSqlVouchers(_partition);

    public ISuppressionStore Suppressions => field ??= new PostgreSqlSuppressions(_partition);

    public IMaintenanceStore Maintenance => field ??= new PostgreSqlMaintenance(_partition);

    public IPauseStore Pauses => field ??= new PostgreSqlPauses(_partition);

    public ISweepStore Sweeps => field ??= new PostgreSqlSweeps(_partition);

    public async Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken = default)
    {
        _partition.Enter(cancellationToken);
        var counts = await _partition.ReadAsync(_partition.Statement("SELECT count(*)::int FROM journeys"), static row => row.GetInt32(0),
            cancellationToken).ConfigureAwait(false);
        return _partition.Done(counts[0]);
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

    public async Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfJoined();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(partition, All[^1].Partition);
        _partition.Enter(cancellationToken);
        await _store.WaitForTurnAsync(partition, cancellationToken).ConfigureAwait(false);
        PostgreSqlTransaction? joined = null;
        try
        {
            var numbers = await PostgreSqlLock.JoinAsync(_store.Database, _connection, partition, cancellationToken).ConfigureAwait(false);
            joined = new PostgreSqlTransaction(
                _store, _connection, partition, StoreTime is null ? numbers with { Time = null } : numbers, isJoined: true);
            _joined.Add(joined);
            return _partition.Done(joined);
        }
        catch (Exception exception) when (_partition.IsFailure(exception))
        {
            throw _store.Database.Fail(exception);
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
            some._partition.Enter(cancellationToken);
        var batch = new NpgsqlBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var count in All.Select(static some => some._partition.StoreNumbers()).OfType<NpgsqlBatchCommand>())
                batch.BatchCommands.Add(count);

            var commit = new NpgsqlBatchCommand("COMMIT");
            batch.BatchCommands.Add(commit);

            // After the commit, not within it: the server lets only one notifying transaction commit at a time, and each would wait
            // for the disk writes of the others.
            if (All.Any(static some => some._signals))
                batch.BatchCommands.Add(_store.Workers.Signal());
            try
            {
                // Once the commit is sent, a cancellation would only hide whether it succeeded.
                await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (_partition.IsFailure(exception) && commit.StatementType != StatementType.Unknown)
            {
                // The commit was confirmed; only the notification after it failed.
                _store.LogNotSignalled(_store.Database.Where, exception.GetType().Name, (exception as PostgresException)?.SqlState);
            }
            catch (Exception exception) when (_partition.IsFailure(exception))
            {
                throw PostgreSqlFailure.Create(
                    _store.Database.Where, exception, PostgreSqlFailure.SaysNothingWasKept(exception)
                        ? "Nothing of the transaction was kept." : "Whether the transaction was kept must be read from the store.");
            }
        }

        await EndAsync(rollBack: false).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_partition.HasEnded && !_isJoined)
            await EndAsync(rollBack: true).ConfigureAwait(false);
    }

    private List<PostgreSqlTransaction> All => [this, .. _joined];

    private void ThrowIfJoined()
    {
        if (_isJoined)
            throw new InvalidOperationException(
                "This partition was joined to another transaction. Only that transaction can commit and join more partitions.");
    }

    private async ValueTask EndAsync(bool rollBack)
    {
        foreach (var some in All)
            some._partition.End();
        try
        {
            if (rollBack && _connection.FullState == System.Data.ConnectionState.Open)
            {
                var command = new NpgsqlCommand("ROLLBACK", _connection) { CommandTimeout = RollbackSeconds };
                await using (command.ConfigureAwait(false))
                    await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_partition.IsFailure(exception) || exception is InvalidOperationException)
        {
            // The connection is lost, and the server rolls the transaction back.
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
