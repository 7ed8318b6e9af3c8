using System.Globalization;
using Npgsql;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>The connections to the database, and their settings.</summary>
internal sealed class PostgreSqlDatabase : IAsyncDisposable
{
    /// <summary>How long a statement waits for a lock; a caller that wants a partition tries again.</summary>
    private const int LockTimeoutSeconds = 10;

    // All settings apply to this transaction only, so that connections can be shared, also through a pooler. Rows are always found through
    // an index: outdated statistics of a growing table must not make the planner read the whole table. The index must also be the right
    // one: a plan made for an empty table treats every index that starts with the partition alike, and is kept until the next statistics.
    private const string SetUp = """
        SELECT set_config('search_path', $1, true), set_config('idle_in_transaction_session_timeout', $2, true), set_config('lock_timeout', $3, true),
            set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('enable_hashagg', 'off', true), set_config('jit', 'off', true),
            set_config('plan_cache_mode', 'force_custom_plan', true)
        """;

    private readonly PostgreSqlStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _workers;
    private readonly string _idleTimeout;

    internal PostgreSqlDatabase(PostgreSqlStoreOptions options)
    {
        _options = options;
        _source = options.DataSource ?? NpgsqlDataSource.Create(OwnPool(options));
        _workers = options.WorkerConnectionString is { } direct ? NpgsqlDataSource.Create(OwnConnection(direct))
            : options.DataSource is { } shared ? shared
            : NpgsqlDataSource.Create(OwnConnection(options.ConnectionString));
        _idleTimeout = ((long)options.IdleInTransactionTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        SearchPath = $"{options.Schema}, pg_temp";
        var address = new NpgsqlConnectionStringBuilder(_source.ConnectionString);
        Where = string.Create(
            CultureInfo.InvariantCulture,
            $"database '{address.Database ?? address.Username}' on '{address.Host}:{address.Port}' (user '{address.Username}', schema '{options.Schema}')");
    }

    /// <summary>Database, server, user and schema, for messages; never the password.</summary>
    internal string Where { get; }

    internal string Schema => _options.Schema;

    internal string SearchPath { get; }

    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        await OpenAsync(_source, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a connection that a worker keeps, directly to the server.</summary>
    internal async Task<NpgsqlConnection> OpenForWorkerAsync(CancellationToken cancellationToken) =>
        await OpenAsync(_workers, cancellationToken).ConfigureAwait(false);

    /// <summary>The first statement of every transaction.</summary>
    internal NpgsqlBatchCommand Settings()
    {
        var settings = new NpgsqlBatchCommand(SetUp);
        settings.Parameters.Put(SearchPath, "schema").Put(_idleTimeout, "timeout").Put(LockTimeout, "timeout");
        return settings;
    }

    /// <summary>Runs one statement as a separate transaction, outside the partitions, and reads its rows.</summary>
    internal async Task RunAsync(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = 0;
        for (var retries = 0; ; retries++)
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await RunAsync(connection, command, row =>
                {
                    rows++;
                    read?.Invoke(row);
                }, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (retries == 0 && rows == 0 && read is not null
                && PostgreSqlFailure.IsLostConnection(exception))
            {
                // The pool returned a connection from before a restart, and may have more of them. Only a read that has read nothing yet is
                // repeated.
                NpgsqlConnection.ClearPool(connection);
            }
            catch (Exception exception) when (PostgreSqlFailure.Is(exception))
            {
                throw Fail(exception);
            }
            finally
            {
                await LetGoAsync(connection).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Returns a connection to the pool; never throws.</summary>
    internal static async ValueTask LetGoAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgreSqlFailure.Is(exception) || exception is InvalidOperationException)
        {
            // The connection is already closed.
        }
    }

    internal RetentionStoreException Fail(Exception exception) => PostgreSqlFailure.Create(Where, exception);

    public async ValueTask DisposeAsync()
    {
        if (_workers != _source && _workers != _options.DataSource)
            await _workers.DisposeAsync().ConfigureAwait(false);
        if (_source != _options.DataSource)
            await _source.DisposeAsync().ConfigureAwait(false);
    }

    private static string LockTimeout { get; } = string.Create(CultureInfo.InvariantCulture, $"{LockTimeoutSeconds}s");

    private async Task RunAsync(
        NpgsqlConnection connection, NpgsqlBatchCommand command, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        // Sent together, both are one transaction without a BEGIN.
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(Settings());
            batch.BatchCommands.Add(command);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    read(reader);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgreSqlFailure.Is(exception))
        {
            throw Fail(exception);
        }
    }

    private static NpgsqlConnectionStringBuilder OwnBase(string connectionString)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { TcpKeepAlive = true };
        own.ApplicationName ??= "Retention.Workflows";
        if (own.TcpKeepAliveTime == 0)
            (own.TcpKeepAliveTime, own.TcpKeepAliveInterval) = (5, 2);
        return own;
    }

    private static string OwnPool(PostgreSqlStoreOptions options)
    {
        var own = OwnBase(options.ConnectionString);
        own.NoResetOnClose = true; // no setting outlives a transaction
        if (!options.PreparedStatements)
            own.MaxAutoPrepare = 0;
        else if (own.MaxAutoPrepare == 0)
            (own.MaxAutoPrepare, own.AutoPrepareMinUsages) = (200, 2);
        return own.ConnectionString;
    }

    private static string OwnConnection(string connectionString)
    {
        var own = OwnBase(connectionString);
        own.Pooling = false;
        return own.ConnectionString;
    }
}
