using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.Sqlite;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/storage.md</c> and <c>docs/postgresql.md</c>, run.</summary>
public class StorageDocsTests
{
    [Fact]
    public async Task The_settings_of_the_page_compile()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseSqlite("/var/lib/shop/retention.db", sqlite =>
            {
                sqlite.Synchronous = SqliteSynchronous.Full;        // the default: a commit is on the disk
                sqlite.BusyTimeout = TimeSpan.FromSeconds(30);      // how long another process may hold the file
                sqlite.CacheMegabytes = 64;
                sqlite.MaxMegabytes = 0;                            // no limit but the disk's
            });
        });
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.Should().BeEquivalentTo(
            new SqliteStoreOptions { Path = "/var/lib/shop/retention.db" }, "the page says that these are the defaults");
    }

    [Fact]
    public async Task The_server_settings_of_the_page_compile()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UsePostgreSql("Host=db;Database=shop;Username=retention", postgres =>
            {
                postgres.Schema = "retention";                                    // the defaults
                postgres.Partitions = 64;
                postgres.Clock = PostgreSqlClock.Database;
                postgres.IdleInTransactionTimeout = TimeSpan.FromSeconds(30);
                postgres.PreparedStatements = true;
            });
        });
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value.Should().BeEquivalentTo(
            new PostgreSqlStoreOptions { ConnectionString = "Host=db;Database=shop;Username=retention" }, "the page says that these are the defaults");
    }

    [Fact]
    public async Task A_server_is_reached_by_other_settings()
    {
        await using var shopPool = NpgsqlDataSource.Create("Host=db;Database=shop;Username=retention");
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UsePostgreSql("Host=db;Database=shop;Username=retention");
            retention.Store.UsePostgreSql(shopPool);
            retention.Store.UsePostgreSql("Host=pgbouncer;Port=6432;Database=shop;Username=retention", postgres =>
            {
                postgres.WorkerConnectionString = "Host=db;Port=5432;Database=shop;Username=retention";
                postgres.PreparedStatements = false;
            });
        });
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IRetentionStore>().Should().BeOfType<PostgreSqlRetentionStore>("nothing is opened before it is used");
    }

    [Fact]
    public async Task Stores_are_chosen()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();                                    // nothing outlives the process
            retention.Store.Use(provider => new InMemoryRetentionStore(8));   // or any other IRetentionStore
        });
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IRetentionStore>().PartitionCount.Should().Be(8, "the last choice counts");
    }

    [Fact]
    public async Task A_partition_is_read_in_a_transaction()
    {
        IRetentionStore store = new InMemoryRetentionStore(2);
        var journey = new JourneyName("win-back");

        await store.InitializeAsync();
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await using var transaction = await store.BeginAsync(partition);
            foreach (var here in await transaction.Enrollments.CountByStepAsync(journey))
                Console.WriteLine($"version {here.Version}: {here.Count} {here.Status} at {here.Step}");
        }

        store.PartitionCount.Should().Be(2);
    }
}
