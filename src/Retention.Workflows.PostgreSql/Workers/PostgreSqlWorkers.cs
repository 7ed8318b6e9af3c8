using Npgsql;
using Retention.Workflows.PostgreSql.Connection;

namespace Retention.Workflows.PostgreSql.Workers;

/// <summary>
/// The living workers of a store. Each holds a session lock with its number, which the server releases whenever the session ends.
/// </summary>
internal sealed class PostgreSqlWorkers(PostgreSqlDatabase database)
{
    /// <summary>An array of the numbers of all living workers; <c>$2</c> is the class of their locks.</summary>
    internal const string Living = """
        ARRAY(SELECT objid::bigint FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid::bigint = $2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    private const string Channel = "retention_work";

    private const string Insert = """
        INSERT INTO workers (process, machine, backend, registered_at) VALUES ($1, $2, pg_backend_pid(), clock_timestamp()) RETURNING worker
        """;

    // TCP keepalive, so that the server notices within seconds when this machine is gone.
    private const string KeepAlive =
        "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false)";

    private const string Lock = "SELECT pg_advisory_lock($1, $2)";

    private const string Forget = $"""
        DELETE FROM workers WHERE worker IN (SELECT worker FROM workers WHERE worker <> $1 AND worker <> ALL ({Living}) FOR UPDATE SKIP LOCKED)
        """;

    internal static int LockClass(string schema)
    {
        // FNV-1a without the sign, the same in every process and version.
        var hash = 2166136261;
        foreach (var character in "retention.workers/" + schema)
            hash = (hash ^ character) * 16777619;
        return (int)(hash & 0x7fffffff);
    }

    internal NpgsqlBatchCommand Signal()
    {
        var signal = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
        signal.Parameters.Put(Channel, "channel").Put(database.Schema, "schema");
        return signal;
    }

    internal async Task<PostgreSqlWorkerRegistration> RegisterAsync(Action<long, string, string> lost, CancellationToken cancellationToken)
    {
        var connection = await database.OpenForWorkerAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var worker = await InsertAsync(connection, cancellationToken).ConfigureAwait(false);
            await LockAsync(connection, worker, cancellationToken).ConfigureAwait(false);
            return new PostgreSqlWorkerRegistration(
                connection, worker, database.Schema, exception => lost(worker, database.Where, exception.GetType().Name));
        }
        catch (Exception exception)
        {
            await PostgreSqlDatabase.LetGoAsync(connection).ConfigureAwait(false);
            if (PostgreSqlFailure.Is(exception))
                throw database.Fail(exception);
            throw;
        }
    }

    private async Task<int> InsertAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            var insert = new NpgsqlBatchCommand(Insert);
            insert.Parameters.Put(Environment.ProcessId).Put(Environment.MachineName, "machine");
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN READ WRITE"));
            batch.BatchCommands.Add(database.Settings());
            batch.BatchCommands.Add(insert);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return reader.GetInt32(0);
            }
        }
    }

    /// <summary>Locks and listens before the row is committed, so that no process takes the worker for dead.</summary>
    private async Task LockAsync(NpgsqlConnection connection, int worker, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            var take = new NpgsqlBatchCommand(Lock);
            take.Parameters.Put(LockClass(database.Schema)).Put(worker);
            var forget = new NpgsqlBatchCommand(Forget);
            forget.Parameters.Put(worker).Put((long)LockClass(database.Schema));
            foreach (var command in (NpgsqlBatchCommand[])[take, forget, new($"LISTEN {Channel}"), new("COMMIT"), new(KeepAlive)])
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
