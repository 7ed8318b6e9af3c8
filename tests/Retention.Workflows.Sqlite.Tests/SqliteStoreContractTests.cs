using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteStoreContractTests : RetentionStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    public static TheoryData<string> Names => [.. Rules];

    protected override bool PartitionsAreIndependent => false;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Holds(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);

    public void Dispose() => _folder.Dispose();

    protected override Task<IRetentionStore> CreateAsync(int partitions) =>
        Task.FromResult<IRetentionStore>(Open($"store-{++_files}.db", partitions));

    // The other number of partitions has no effect: the file keeps its own.
    protected override Task<IRetentionStore?> ReopenAsync(IRetentionStore store) =>
        Task.FromResult<IRetentionStore?>(Open($"store-{_files}.db", partitions: 7));

    private SqliteRetentionStore Open(string name, int partitions) => new SqliteRetentionStore(new SqliteStoreOptions
    {
        Path = _folder.PathOf(name),
        Partitions = partitions,
        Synchronous = SqliteSynchronous.Normal,
    });
}
