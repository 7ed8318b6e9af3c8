using Microsoft.Data.Sqlite;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>Stores on files, and access to the same files as another program.</summary>
internal static class Db
{
    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static SqliteRetentionStore Store(string path, Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { Path = path, Synchronous = SqliteSynchronous.Normal,
            BusyTimeout = TimeSpan.FromMilliseconds(200) };
        configure?.Invoke(options);
        return new SqliteRetentionStore(options);
    }

    internal static async Task<SqliteRetentionStore> OpenAsync(string path, Action<SqliteStoreOptions>? configure = null)
    {
        var store = Store(path, configure);
        await store.InitializeAsync(Token);
        return store;
    }

    internal static SqliteConnection Other(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=5");
        connection.Open();
        return connection;
    }

    internal static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    internal static async Task SaveAsync(SqliteRetentionStore store, params string[] customers)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Customers.SaveAsync(
            [.. customers.Select(id => new Customer { Id = new CustomerId(id), LastName = new string('x', 500) })], Token);
        await transaction.CommitAsync(Token);
    }

    internal static async Task<int> CountAsync(SqliteRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        return (await transaction.Customers.ReadIdsAsync(null, 1_000_000, Token)).Count;
    }

    internal static Task<RetentionStoreException> ShouldRefuse(Func<Task> act) => Assert.ThrowsAsync<RetentionStoreException>(act);
}
