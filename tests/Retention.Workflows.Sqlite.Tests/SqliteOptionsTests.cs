using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Retention.Workflows.Sqlite.Configuration;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteOptionsTests
{
    public static TheoryData<string, Action<SqliteStoreOptions>> Wrong => new()
    {
        { nameof(SqliteStoreOptions.Path), options => options.Path = " " },
        { nameof(SqliteStoreOptions.Path), options => options.Path = ":memory:" },
        { nameof(SqliteStoreOptions.Path), options => options.Path = "file:x.db?mode=memory" },
        { nameof(SqliteStoreOptions.Partitions), options => options.Partitions = 0 },
        { nameof(SqliteStoreOptions.Partitions), options => options.Partitions = 1_025 },
        { nameof(SqliteStoreOptions.Synchronous), options => options.Synchronous = (SqliteSynchronous)7 },
        { nameof(SqliteStoreOptions.BusyTimeout), options => options.BusyTimeout = TimeSpan.FromSeconds(-1) },
        { nameof(SqliteStoreOptions.BusyTimeout), options => options.BusyTimeout = TimeSpan.FromDays(2) },
        { nameof(SqliteStoreOptions.CacheMegabytes), options => options.CacheMegabytes = 0 },
        { nameof(SqliteStoreOptions.MaxMegabytes), options => options.MaxMegabytes = -1 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_its_range_is_named(string option, Action<SqliteStoreOptions> spoil)
    {
        var options = new SqliteStoreOptions { Path = "x.db" };
        options.Problems().Should().BeEmpty();
        spoil(options);

        options.Problems().Should().ContainSingle().Which.Should().StartWith($"SqliteStoreOptions.{option}:");
        FluentActions.Invoking(() => new SqliteRetentionStore(options)).Should().Throw<ArgumentException>().WithMessage($"SqliteStoreOptions.{option}:*");
        new SqliteStoreOptionsValidator().Validate(null, options).Failed.Should().BeTrue();
    }

    [Fact]
    public async Task A_host_uses_the_file_it_names()
    {
        using var folder = new TemporaryFolder();
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention => retention.Store.UseSqlite(folder.PathOf("host.db"), sqlite => sqlite.Partitions = 3));
        await using (var provider = services.BuildServiceProvider())
        {
            var store = provider.GetRequiredService<IRetentionStore>();
            store.Should().BeOfType<SqliteRetentionStore>();
            await store.InitializeAsync(Db.Token);
            store.PartitionCount.Should().Be(3);
        }

        File.Exists(folder.PathOf("host.db")).Should().BeTrue();
        File.Exists(folder.PathOf("host.db-wal")).Should().BeFalse("the host's end closes the store");
    }

    [Fact]
    public void An_invalid_setting_throws_when_the_options_are_first_read()
    {
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention => retention.Store.UseSqlite("x.db", sqlite => sqlite.CacheMegabytes = -5));
        using var provider = services.BuildServiceProvider();
        FluentActions.Invoking(() => provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value)
            .Should().Throw<OptionsValidationException>().WithMessage("SqliteStoreOptions.CacheMegabytes: must be*");
    }

    [Fact]
    public void Every_error_names_type_and_property_all_at_once()
    {
        var options = new SqliteStoreOptions { Path = ":memory:", Partitions = 0, CacheMegabytes = 0, MaxMegabytes = -1 };

        FluentActions.Invoking(() => new SqliteRetentionStore(options)).Should().Throw<ArgumentException>().Which.Message.Split('\n')
            .Select(line => line.Split(':')[0]).Take(4).Should().Equal(
            "SqliteStoreOptions.Path", "SqliteStoreOptions.Partitions", "SqliteStoreOptions.CacheMegabytes",
            "SqliteStoreOptions.MaxMegabytes");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_relative_path_starts_at_the_content_root_and_without_a_host_at_the_current_directory(bool hasHost)
    {
        using var root = new TemporaryFolder();
        var services = new ServiceCollection();
        if (hasHost)
            services.AddSingleton<IHostEnvironment>(new HostWithRoot(root.Path));
        services.AddRetentionWorkflows(retention => retention.Store.UseSqlite("data/shop.db"));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.Path.Should()
            .Be(Path.Combine(hasHost ? root.Path : Directory.GetCurrentDirectory(), "data", "shop.db"));
    }

    [Fact]
    public void An_absolute_path_stays()
    {
        using var root = new TemporaryFolder();
        var services = new ServiceCollection().AddSingleton<IHostEnvironment>(new HostWithRoot("/elsewhere"));
        services.AddRetentionWorkflows(retention => retention.Store.UseSqlite(root.PathOf("shop.db")));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value.Path.Should().Be(root.PathOf("shop.db"));
    }
}
