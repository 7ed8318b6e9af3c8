using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>One worker on an SQLite file, in all kinds of trouble.</summary>
[Collection(ChaosCollection.Name)]
public sealed class SqliteChaosTests(ChaosTable table)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Killed_at_any_moment_nothing_is_lost_and_nothing_done_twice(bool ownIssuer) => RunAsync(
        ownIssuer ? "killed at random, own issuer" : "killed at random", nameof(Killed_at_any_moment_nothing_is_lost_and_nothing_done_twice), ownIssuer, Chaos.KillAtRandomAsync);

    [Fact]
    public Task Killed_at_every_named_point_nothing_is_lost_and_nothing_done_twice() => RunAsync(
        "killed at every point", nameof(Killed_at_every_named_point_nothing_is_lost_and_nothing_done_twice), ownIssuer: true, Chaos.KillAtEveryPointAsync);

    private async Task RunAsync(string scenario, string test, bool ownIssuer, Func<ChaosRig, Task> chaos) =>
        table.Add(await ChaosRig.RunAsync(scenario, $"{nameof(SqliteChaosTests)}.{test}", new SqliteChaosDatabase(), ownIssuer, chaos, TestContext.Current.CancellationToken));
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection : ICollectionFixture<ChaosTable>
{
    internal const string Name = "chaos";
}
