using Npgsql;
using Retention.Workflows.Naming;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>One partition inside a running transaction: what the roles need to read and write its rows.</summary>
internal sealed class PostgreSqlPartition(
    PostgreSqlDatabase database, NpgsqlConnection connection, PostgreSqlScratch scratch, int number, int count, PartitionNumbers numbers)
{
    private readonly PartitionTransactionGuard _guard = new();
    private long _nextNumber = numbers.NextNumber;
    private long _nextEvent = numbers.NextEvent;
    private bool _counted;

    /// <summary>The partition's number, 0 or more.</summary>
    internal int Number => number;

    internal PostgreSqlDatabase Database => database;

    internal PostgreSqlScratch Scratch => scratch;

    internal bool HasEnded => _guard.HasEnded;

    /// <summary>Begins a call; see <see cref="PartitionTransactionGuard.Enter"/>.</summary>
    internal void Enter(CancellationToken cancellationToken) => _guard.Enter(cancellationToken);

    internal void Done() => _guard.Done();

    internal T Done<T>(T result)
    {
        _guard.Done();
        return result;
    }

    internal void End() => _guard.End();

    /// <summary>Allocates the next ids of enrollments and messages.</summary>
    internal long AllocateIds(int ids)
    {
        var first = _nextNumber;
        _nextNumber += ids;
        _counted = true;
        return first;
    }

    /// <summary>Allocates the next positions of the event log and of history.</summary>
    internal long TakePositions(int positions)
    {
        var first = _nextEvent;
        _nextEvent += positions;
        _counted = true;
        return first;
    }

    /// <summary>The command that stores the counters; null when nothing was allocated.</summary>
    internal NpgsqlBatchCommand? StoreNumbers()
    {
        if (!_counted)
            return null;
        var command = new NpgsqlBatchCommand("UPDATE partitions SET next_number = $1, next_event = $2 WHERE partition = $3");
        command.Parameters.Put(_nextNumber).Put(_nextEvent).Put(number);
        return command;
    }

    /// <summary>The number of an id, which must belong to this partition.</summary>
    internal long NumberOf(int partition, long id, string what) => partition == number
        ? id
        : throw new ArgumentException($"The {what} {partition}-{id} belongs to another partition than this transaction ({number}).");

    /// <summary>
    /// The partition of an entry of the suppression list. The list belongs to the whole store; the address alone decides.
    /// </summary>
    internal int PartitionOf(string address) => (int)(StableHash.Of(address) % (uint)count);

    /// <summary>A statement that contains the partition of its rows.</summary>
    internal NpgsqlCommand Statement(string sql) => new(sql, connection);

    /// <summary>A statement whose first value is the partition.</summary>
    internal NpgsqlCommand Command(string sql)
    {
        var command = Statement(sql);
        command.Parameters.Put(number);
        return command;
    }

    /// <summary>Runs a statement, and returns the number of affected rows.</summary>
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
                throw database.Fail(exception);
            }
        }
    }

    /// <summary>Runs an INSERT statement; when an existing key refuses it, the error names the row.</summary>
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
                throw database.Fail(exception);
            }
        }
    }

    internal async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await ReadAsync(command, row => rows.Add(read(row)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>
    /// True if an exception comes from the database. A connection that broke between two calls is found closed by the second one.
    /// </summary>
    internal bool IsFailure(Exception exception) =>
        PostgreSqlFailure.Is(exception)
            || (exception is InvalidOperationException && connection.FullState != System.Data.ConnectionState.Open);
}
