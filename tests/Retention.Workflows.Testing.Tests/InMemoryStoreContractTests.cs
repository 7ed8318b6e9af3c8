using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Tests;

public sealed class InMemoryStoreContractTests : RetentionStoreContract
{
    public static TheoryData<string> Names => [.. Rules];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Holds(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    protected override Task<IRetentionStore> CreateAsync(int partitions) => Task.FromResult<IRetentionStore>(new InMemoryRetentionStore(partitions));
}
