using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.PostgreSql.Tests;

public sealed class PostgreSqlStoreContractTests(PostgreSqlFixture fixture) : RetentionStoreContract
{
    private string _schema = "";

    public static TheoryData<string> Names => [.. Rules];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Holds(string rule)
    {
        fixture.SkipWithoutServer();
        return RunAsync(rule, TestContext.Current.CancellationToken);
    }

    protected override Task<IRetentionStore> CreateAsync(int partitions)
    {
        _schema = fixture.NewSchema();
        return Task.FromResult<IRetentionStore>(fixture.Store(options =>
            (options.DataSource, options.ConnectionString, options.Schema, options.Partitions) =
                (null, fixture.ConnectionString, _schema, partitions)));
    }

    // Reopened over a pool of the host. The other number of partitions has no effect: the tables keep their own.
    protected override Task<IRetentionStore?> ReopenAsync(IRetentionStore store) =>
        Task.FromResult<IRetentionStore?>(fixture.Store(options => (options.Schema, options.Partitions) = (_schema, 7)));
}
