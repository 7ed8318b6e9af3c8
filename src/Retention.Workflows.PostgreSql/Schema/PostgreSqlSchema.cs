using System.Globalization;
using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.PostgreSql.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Schema;

/// <summary>The numbered SQL files, and the version stored in the database.</summary>
internal static class PostgreSqlSchema
{
    /// <summary>The version that this library writes: the number of the last SQL file.</summary>
    internal const int Version = 7;

    private const int OldestServer = 13;

    // Queries the catalogue's tables: to_regclass and similar functions use a cache that a transaction need not refresh while it waits for
    // a lock.
    private const string SchemaExists = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)";

    private const string TableExists =
        "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'schema_version')";

    /// <summary>Creates or upgrades the tables where needed. A concurrent caller waits and then finds them ready.</summary>
    /// <returns>The number of partitions.</returns>
    internal static async Task<int> UpgradeAsync(PostgreSqlDatabase database, int partitions, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfUnfit(database, connection);
            var found = await FindAsync(database, connection, cancellationToken).ConfigureAwait(false);
            if (found is not { Version: Version })
            {
                await RunAsync(connection, "BEGIN", cancellationToken).ConfigureAwait(false);
                found = await UpgradeAsync(database, connection, partitions, cancellationToken).ConfigureAwait(false);
                await RunAsync(connection, "COMMIT", cancellationToken).ConfigureAwait(false);
            }

            return found.Value.Partitions;
        }
        catch (Exception exception) when (PostgreSqlFailure.Is(exception))
        {
            throw database.Fail(exception);
        }
        finally
        {
            await PostgreSqlDatabase.LetGoAsync(connection).ConfigureAwait(false);
        }
    }

    internal static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Schema/{version:000}.sql");
        using var stream = typeof(PostgreSqlSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<(int Version, int Partitions)> UpgradeAsync(
        PostgreSqlDatabase database, NpgsqlConnection connection, int partitions, CancellationToken cancellationToken)
    {
        await RunAsync(connection, "SELECT pg_advisory_xact_lock($1, 0)", cancellationToken,
            parameters => parameters.Put(PostgreSqlWorkers.LockClass(database.Schema))).ConfigureAwait(false);
        var before = await FindAsync(database, connection, cancellationToken).ConfigureAwait(false);
        if (before is { Version: Version } done)
            return done;

        // An administrator may have created the schema for a user without that right.
        if (!await IsThereAsync(connection, SchemaExists, database.Schema, cancellationToken).ConfigureAwait(false))
            await RunAsync(connection, $"CREATE SCHEMA {database.Schema}", cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, "SELECT set_config('search_path', $1, true)", cancellationToken,
            parameters => parameters.Put(database.SearchPath, "schema")).ConfigureAwait(false);
        for (var version = (before?.Version ?? 0) + 1; version <= Version; version++)
        {
            await RunAsync(connection, Script(version), cancellationToken).ConfigureAwait(false);
            if (version == 1)
                await RunAsync(
                    connection,
                    "INSERT INTO partitions (partition, next_number, next_event) SELECT p, 1, 1 FROM generate_series(0, $1 - 1) AS p",
                    cancellationToken, parameters => parameters.Put(partitions)).ConfigureAwait(false);
            if (version == 6)
                await PostgreSqlShortKeys.WriteAsync(connection, before?.Partitions ?? partitions, cancellationToken).ConfigureAwait(false);
        }

        await RunAsync(
            connection,
            """
            INSERT INTO schema_version (version, partitions, upgraded_at) VALUES ($1, $2, now())
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, upgraded_at = excluded.upgraded_at
            """,
            cancellationToken,
            parameters => parameters.Put(Version).Put(partitions)).ConfigureAwait(false);
        return (Version, before?.Partitions ?? partitions);
    }

    /// <summary>The version and number of partitions in the database; null before the tables exist.</summary>
    private static async Task<(int Version, int Partitions)?> FindAsync(
        PostgreSqlDatabase database, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(connection, TableExists, database.Schema, cancellationToken).ConfigureAwait(false))
            return null;
        var command = new NpgsqlCommand($"SELECT version, partitions FROM {database.Schema}.schema_version", connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    throw new RetentionStoreException(
                        $"The {database.Where} is damaged: its table schema_version is empty. Restore a backup.");
                var (version, partitions) = (reader.GetInt32(0), reader.GetInt32(1));
                return version <= Version
                    ? (version, partitions)
                    : throw new RetentionStoreException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The {database.Where} has schema version {version}; this library knows versions up to {Version}. Use the newer library that wrote it, or restore a backup from before the upgrade. Nothing was changed."));
            }
        }
    }

    private static void ThrowIfUnfit(PostgreSqlDatabase database, NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new RetentionStoreException(string.Create(CultureInfo.InvariantCulture,
                $"The {database.Where} runs PostgreSQL {connection.PostgreSqlVersion}; version {OldestServer} or newer is needed."));
        if (connection.PostgresParameters.TryGetValue("server_encoding", out var encoding) && encoding != "UTF8")
            throw new RetentionStoreException(
                $"The {database.Where} has the encoding {encoding}, which cannot hold every text. Create it with ENCODING 'UTF8'.");
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Put(name, "schema");
            return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, Action<NpgsqlParameterCollection>? put = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            put?.Invoke(command.Parameters);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
