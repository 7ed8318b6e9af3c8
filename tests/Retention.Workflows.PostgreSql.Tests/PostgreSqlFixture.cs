using Npgsql;
using Retention.Workflows.PostgreSql.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>One server for all tests of the assembly; each test uses its own schema.</summary>
public sealed class PostgreSqlFixture : IDisposable
{
    private readonly Lazy<PostgreSqlServer> _server = new(static () => PostgreSqlServer.Create());
    private readonly Lazy<NpgsqlDataSource> _pool;
    private readonly Lazy<NpgsqlDataSource> _hastyPool;
    private int _schemas;

    public PostgreSqlFixture()
    {
        _pool = new(() => NpgsqlDataSource.Create(ConnectionString + ";Max Auto Prepare=100;Maximum Pool Size=60"));
        _hastyPool = new(() =>
            NpgsqlDataSource.Create(ConnectionString + ";Max Auto Prepare=100;Maximum Pool Size=60;Options=-c synchronous_commit=off"));
    }

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal PostgreSqlServer Server
    {
        get
        {
            SkipWithoutServer();
            return _server.Value;
        }
    }

    internal string ConnectionString => Server.ConnectionString();

    /// <summary>A pool shared by several stores, like a host's own pool.</summary>
    internal NpgsqlDataSource Pool => _pool.Value;

    /// <summary>A shared pool whose commits do not wait for the disk.</summary>
    internal NpgsqlDataSource HastyPool => _hastyPool.Value;

    internal void SkipWithoutServer()
    {
        if (PostgreSqlServer.WhyNot is { } reason)
            Assert.Skip(reason);
    }

    internal string NewSchema() => $"s{Interlocked.Increment(ref _schemas)}";

    /// <summary>A store in its own schema, over the shared pool unless the options say otherwise.</summary>
    internal PostgreSqlRetentionStore Store(Action<PostgreSqlStoreOptions>? configure = null)
    {
        var options = new PostgreSqlStoreOptions { DataSource = Pool, Schema = NewSchema(), Partitions = 1 };
        configure?.Invoke(options);
        return new PostgreSqlRetentionStore(options);
    }

    internal async Task<PostgreSqlRetentionStore> OpenAsync(Action<PostgreSqlStoreOptions>? configure = null)
    {
        var store = Store(configure);
        await store.InitializeAsync(Token);
        return store;
    }

    /// <summary>Runs a statement over a separate connection, and returns its first value.</summary>
    internal async Task<object?> RunAsync(string sql)
    {
        await using var command = Pool.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    public void Dispose()
    {
        if (_pool.IsValueCreated)
            _pool.Value.Dispose();
        if (_hastyPool.IsValueCreated)
            _hastyPool.Value.Dispose();
        if (_server.IsValueCreated)
            _server.Value.Dispose();
    }
}
