using Npgsql;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// The contract on a Citus cluster, whose tables the script of the package distributes. <c>RETENTION_CITUS</c> is a connection string to a
/// database on the coordinator.
/// </summary>
public sealed class PostgreSqlCitusTests : RetentionStoreContract
{
    private static readonly string? Cluster = Environment.GetEnvironmentVariable("RETENTION_CITUS");
    private static readonly string Run = $"c{Environment.ProcessId}";
    private static int s_schemas;
    private string _schema = "";

    public static TheoryData<string> Names => [.. Rules];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Holds(string rule)
    {
        if (Cluster is null)
            Assert.Skip("RETENTION_CITUS names no Citus cluster.");
        try
        {
            await RunAsync(rule, Db.Token);
        }
        finally
        {
            if (_schema.Length > 0)
                await ExecuteAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        }
    }

    protected override int RandomRuns => 2;

    protected override async Task<IRetentionStore> CreateAsync(int partitions)
    {
        _schema = $"{Run}_{Interlocked.Increment(ref s_schemas)}";
        var store = Open(partitions);
        await store.InitializeAsync(Db.Token);
        await ExecuteAsync("SET citus.shard_count = 4; " + await File.ReadAllTextAsync(
            Repository.PathOf("src", "Retention.Workflows.PostgreSql", "Citus", "distribute.sql"), Db.Token));
        return store;
    }

    protected override Task<IRetentionStore?> ReopenAsync(IRetentionStore store) => Task.FromResult<IRetentionStore?>(Open(7));

    private PostgreSqlRetentionStore Open(int partitions) =>
        new(new PostgreSqlStoreOptions { ConnectionString = Cluster!, Schema = _schema, Partitions = partitions,
            IdleInTransactionTimeout = TimeSpan.FromMinutes(10) });

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Cluster + ";Pooling=false");
        await connection.OpenAsync(Db.Token);
        await using var command = new NpgsqlCommand($"SET search_path TO {_schema}; {sql}", connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(Db.Token);
    }
}
