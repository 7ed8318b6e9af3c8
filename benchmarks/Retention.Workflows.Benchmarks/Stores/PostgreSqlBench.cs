using System.Globalization;
using Npgsql;
using Retention.Workflows.Hosting;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.Tests.Shared;

namespace Retention.Workflows.Benchmarks;

/// <summary>A server that the benchmark starts, or a running one. Each contender gets its own database on it.</summary>
internal sealed class PostgreSqlBench : BenchStore
{
    // The usual settings for a server of this size; all others are the defaults of initdb.
    private const string Settings = """
        shared_buffers = 1GB
        max_wal_size = 4GB
        """;

    private readonly PostgreSqlServer? _server;
    private readonly string _connection;
    private readonly string _version;
    private readonly int _postmaster;
    private int _databases;

    private PostgreSqlBench(PostgreSqlServer? server, string connection, string version, int postmaster)
    {
        (_server, _connection, _version, _postmaster) = (server, connection, version, postmaster);
    }

    internal override string Name => "PostgreSQL";

    internal override string Description => _server is null
        ? $"PostgreSQL {_version}, settings as found"
        : $"PostgreSQL {_version} over loopback, fsync on, {string.Join(", ", Settings.Split('\n'))}";

    internal override bool IsShared => true;

    internal static async Task<BenchStore> StartAsync(string? connection)
    {
        var server = connection is null ? PostgreSqlServer.Create(Settings) : null;
        connection ??= server!.ConnectionString();
        await using var source = NpgsqlDataSource.Create(connection);
        await using var ask = source.CreateCommand("SELECT current_setting('server_version'), pg_backend_pid()");
        await using var reader = await ask.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new PostgreSqlBench(server, connection, reader.GetString(0).Split(' ')[0], ServerProcesses.ParentOf(reader.GetInt32(1)));
    }

    internal override async Task<BenchDatabase> CreateAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"retention_bench_{Environment.ProcessId}_{++_databases}");
        await ExecuteAsync($"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
        return new Database(this, name, new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString);
    }

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override TimeSpan ServerProcessor() => ServerProcesses.ProcessorOf(_postmaster);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Database(PostgreSqlBench bench, string name, string connection) : BenchDatabase
    {
        internal override string Beside => connection;

        internal override void Use(StoreBuilder store) => store.UsePostgreSql(connection, options => options.Clock = PostgreSqlClock.Host);

        internal override async Task<BareConnection?> OpenBareAsync() => await BarePostgreSqlConnection.OpenAsync(connection);

        internal override async Task<long> BytesAsync()
        {
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false });
            await using var command = source.CreateCommand(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('retention', 'public')");
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public override async ValueTask DisposeAsync()
        {
            NpgsqlConnection.ClearAllPools();
            await bench.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }
}
