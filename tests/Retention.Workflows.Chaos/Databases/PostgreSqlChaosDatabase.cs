using System.Globalization;
using Npgsql;
using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>A separate database on a PostgreSQL server, for four workers.</summary>
internal sealed class PostgreSqlChaosDatabase : IChaosDatabase
{
    private static int _databases;

    private readonly string _connectionString;
    private readonly int _idleSeconds;

    private PostgreSqlChaosDatabase(string connectionString, int idleSeconds)
    {
        _connectionString = connectionString;
        _idleSeconds = idleSeconds;
    }

    public string Name => "PostgreSQL";

    public int Workers => 4;

    /// <summary>The name of the latest database.</summary>
    internal static string Last { get; private set; } = "";

    /// <summary>Creates the database.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tablespace">The tablespace of its files; by default the server's default tablespace.</param>
    /// <param name="idleSeconds">Seconds that a transaction may be idle.</param>
    internal static async Task<PostgreSqlChaosDatabase> CreateAsync(
        PostgreSqlServer server, string? tablespace = null, int idleSeconds = 30)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"shop{Interlocked.Increment(ref _databases)}");
        Last = name;
        await ExecuteAsync(server, $"CREATE DATABASE {name}{(tablespace is null ? "" : $" TABLESPACE {tablespace}")}");
        return new PostgreSqlChaosDatabase($"{server.ConnectionString(name)};SSL Mode=Disable;Timeout=5", idleSeconds);
    }

    /// <summary>Runs a statement as the superuser.</summary>
    internal static async Task<object?> ExecuteAsync(PostgreSqlServer server, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString()};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public ShopSettings Tell(ShopSettings settings) =>
        settings with { Store = "postgresql", Database = _connectionString, IdleSeconds = _idleSeconds };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
