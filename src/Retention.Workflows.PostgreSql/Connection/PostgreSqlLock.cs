using Npgsql;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Begins transactions. One round trip applies the settings, locks the row of the partition and reads the clock.</summary>
internal static class PostgreSqlLock
{
    private const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

    // The clock is read outside the locking part, so that it shows when the lock was acquired, not when it was requested.
    private const string Wait = """
        WITH held AS MATERIALIZED (SELECT next_number, next_event FROM partitions WHERE partition = $1 FOR UPDATE)
        SELECT next_number, next_event, date_trunc('milliseconds', clock_timestamp()) FROM held
        """;

    private const string Try = """
        WITH held AS MATERIALIZED (SELECT next_number, next_event FROM partitions WHERE partition = $1 FOR UPDATE SKIP LOCKED)
        SELECT next_number, next_event, date_trunc('milliseconds', clock_timestamp()) FROM held
        """;

    private const int Seconds = 30;

    /// <summary>Acquires the lock; null when the caller does not wait and another transaction holds it.</summary>
    internal static async Task<(NpgsqlConnection Connection, PartitionNumbers Numbers)?> TakeAsync(
        PostgreSqlDatabase database, int partition, bool wait, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            PartitionNumbers? numbers = null;
            try
            {
                numbers = await TakeAsync(database, connection, partition, wait, cancellationToken).ConfigureAwait(false);
                return numbers is null ? null : (connection, numbers);
            }
            catch (PostgresException exception) when (wait && exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Repeated as long as the caller wants to wait; each attempt shows that the server is still there.
            }
            catch (Exception exception) when (retries == 0 && PostgreSqlFailure.IsLostConnection(exception))
            {
                // The pool returned a connection from before a restart, and may have more of them.
                NpgsqlConnection.ClearPool(connection);
            }
            catch (Exception exception) when (PostgreSqlFailure.Is(exception))
            {
                throw database.Fail(exception);
            }
            finally
            {
                if (numbers is null)
                    await PostgreSqlDatabase.LetGoAsync(connection).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Locks another partition in a running transaction. A wait that takes too long loses the transaction.</summary>
    internal static async Task<PartitionNumbers> JoinAsync(
        PostgreSqlDatabase database, NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        var take = new NpgsqlCommand(Wait, connection) { CommandTimeout = Seconds };
        await using (take.ConfigureAwait(false))
        {
            take.Parameters.Put(partition);
            var reader = await take.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? new PartitionNumbers(reader.GetInt64(0), reader.GetInt64(1), reader.Instant(2))
                    : throw new RetentionStoreException($"The {database.Where} is damaged: it lacks the row of partition {partition}.");
            }
        }
    }

    private static async Task<PartitionNumbers?> TakeAsync(
        PostgreSqlDatabase database, NpgsqlConnection connection, int partition, bool wait, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = Seconds };
        await using (batch.ConfigureAwait(false))
        {
            var take = new NpgsqlBatchCommand(wait ? Wait : Try);
            take.Parameters.Put(partition);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
            batch.BatchCommands.Add(database.Settings());
            batch.BatchCommands.Add(take);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? new PartitionNumbers(reader.GetInt64(0), reader.GetInt64(1), reader.Instant(2))
                    : null;
            }
        }
    }
}
