using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Retention.Workflows.PostgreSql.Configuration;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

public sealed class PostgreSqlOptionsTests(PostgreSqlFixture fixture)
{
    private const string Somewhere = "Host=db;Database=shop;Username=retention";

    public static TheoryData<string, Action<PostgreSqlStoreOptions>> Wrong => new()
    {
        { nameof(PostgreSqlStoreOptions.ConnectionString), options => options.ConnectionString = " " },
        { nameof(PostgreSqlStoreOptions.ConnectionString), options => options.ConnectionString = "shop.db" },
        { nameof(PostgreSqlStoreOptions.ConnectionString), options => options.ConnectionString = "Database=shop" },
        { nameof(PostgreSqlStoreOptions.ConnectionString), options => options.ConnectionString = "Host=db;Port=many" },
        { nameof(PostgreSqlStoreOptions.ConnectionString), options => options.DataSource = NpgsqlDataSource.Create(Somewhere) },
        { nameof(PostgreSqlStoreOptions.WorkerConnectionString), options => options.WorkerConnectionString = "Hots=db" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = "" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = "Retention" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = "a; DROP TABLE b" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = "pg_mine" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = "7up" },
        { nameof(PostgreSqlStoreOptions.Schema), options => options.Schema = new string('s', 64) },
        { nameof(PostgreSqlStoreOptions.Partitions), options => options.Partitions = 0 },
        { nameof(PostgreSqlStoreOptions.Partitions), options => options.Partitions = 1_025 },
        { nameof(PostgreSqlStoreOptions.Clock), options => options.Clock = (PostgreSqlClock)7 },
        { nameof(PostgreSqlStoreOptions.IdleInTransactionTimeout),
            options => options.IdleInTransactionTimeout = TimeSpan.FromMilliseconds(999) },
        { nameof(PostgreSqlStoreOptions.IdleInTransactionTimeout), options => options.IdleInTransactionTimeout = TimeSpan.FromHours(2) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_its_range_is_named(string option, Action<PostgreSqlStoreOptions> spoil)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = Somewhere };
        options.Problems().Should().BeEmpty();
        spoil(options);

        options.Problems().Should().ContainSingle().Which.Should().StartWith($"PostgreSqlStoreOptions.{option}:");
        FluentActions.Invoking(() => new PostgreSqlRetentionStore(options)).Should().Throw<ArgumentException>().WithMessage($"PostgreSqlStoreOptions.{option}:*");
        new PostgreSqlStoreOptionsValidator().Validate(null, options).Failed.Should().BeTrue();
    }

    [Fact]
    public async Task A_host_uses_the_database_it_names()
    {
        var schema = fixture.NewSchema();
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention =>
            retention.Store.UsePostgreSql(fixture.ConnectionString, postgres => (postgres.Schema, postgres.Partitions) = (schema, 3)));
        await using var provider = services.BuildServiceProvider();

        var store = provider.GetRequiredService<IRetentionStore>();
        store.Should().BeOfType<PostgreSqlRetentionStore>();
        await store.InitializeAsync(Db.Token);

        store.PartitionCount.Should().Be(3);
        (await fixture.RunAsync($"SELECT count(*) FROM {schema}.partitions")).Should().Be(3L);
    }

    [Fact]
    public async Task The_hosts_own_pool_is_used_and_stays_open()
    {
        await using var pool = NpgsqlDataSource.Create(fixture.ConnectionString);
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention => retention.Store.UsePostgreSql(pool, postgres => postgres.Schema = fixture.NewSchema()));
        await using (var provider = services.BuildServiceProvider())
        {
            var store = provider.GetRequiredService<IRetentionStore>();
            await store.InitializeAsync(Db.Token);
            store.PartitionCount.Should().Be(64, "that is the default");
            await using var worker = await store.RegisterWorkerAsync(Db.Token);
            await Db.SaveAsync(store, "ada");
        }

        await using var command = pool.CreateCommand("SELECT count(*) FROM pg_listening_channels()");
        (await command.ExecuteScalarAsync(Db.Token)).Should().Be(0L, "the worker's connection goes back to the pool as it came");
    }

    [Fact]
    public async Task A_store_used_before_its_initialization_throws_with_that_reason()
    {
        await using var store = new PostgreSqlRetentionStore(new PostgreSqlStoreOptions { ConnectionString = Somewhere });

        await store.Invoking(other => other.BeginAsync(0, Db.Token)).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*InitializeAsync*");
        await store.Invoking(other => other.Catalog.ReadJourneysAsync(Db.Token)).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*InitializeAsync*");
    }

    [Fact]
    public void An_invalid_setting_throws_when_the_options_are_first_read()
    {
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention => retention.Store.UsePostgreSql(Somewhere, postgres => postgres.Partitions = -5));
        using var provider = services.BuildServiceProvider();
        FluentActions.Invoking(() => provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value)
            .Should().Throw<OptionsValidationException>().WithMessage("PostgreSqlStoreOptions.Partitions: must be*");
    }
}
