using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>The engine's promises under random faults, on a file that every process opens anew.</summary>
public sealed class SqliteFaultTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1010)]
    public Task The_churn_journey_keeps_its_promises_under_faults(int first) =>
        Seeds.EachAsync(first, 3, seed => RunAsync(seed, TrialSetup.Churn));

    [Theory]
    [InlineData(1020)]
    [InlineData(1030)]
    public Task A_journey_of_all_step_kinds_keeps_its_promises_under_faults(int first) =>
        Seeds.EachAsync(first, 3, seed => RunAsync(seed, TrialSetup.UnderFire));

    private static async Task<IReadOnlyList<string>> RunAsync(int seed, Func<int, Func<IRetentionStore>, TrialSetup> make)
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteStoreOptions { Path = folder.PathOf("shop.db"), Partitions = 1 + (seed % 3),
            Synchronous = SqliteSynchronous.Normal };
        return await Trial.RunAsync(make(seed, () => new SqliteRetentionStore(options)), TestContext.Current.CancellationToken);
    }
}
