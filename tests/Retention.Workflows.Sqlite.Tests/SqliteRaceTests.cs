using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Tests.Engine.Racing;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>
/// No message is sent after a customer's exit, unsubscription or erasure is committed, however close they are: real threads on one file.
/// </summary>
public sealed class SqliteRaceTests
{
    private const int Collisions = 10_000;

    /// <summary>Threads do not always collide. Each seed is another chance, and an engine without the bug passes all of them.</summary>
    private const int Races = 12;

    public static TheoryData<string> Bugs => [.. RaceBugs.All.Keys];

    [Fact]
    public async Task No_message_is_sent_after_an_exit_an_unsubscription_or_an_erasure_in_ten_thousand_races() =>
        (await RunAsync(Collisions, null)).ShouldBeClean(Collisions);

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task The_race_test_finds_a_planted_bug(string bug)
    {
        var (plant, sign) = RaceBugs.All[bug];
        var violations = new List<string>();
        for (var seed = 1; seed <= Races && !violations.Any(violation => violation.Contains(sign, StringComparison.Ordinal)); seed++)
            violations.AddRange((await RunAsync(500, plant(), seed)).Violations);
        violations.Should().Contain(violation => violation.Contains(sign, StringComparison.Ordinal));
    }

    private static async Task<RaceResult> RunAsync(int collisions, PlantedBug? planted, int seed = 1)
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteStoreOptions { Path = folder.PathOf("shop.db"), Partitions = 2, Synchronous = SqliteSynchronous.Normal };
        return await Race.RunAsync(
            seed, collisions, wave: 500, () => new SqliteRetentionStore(options), TestContext.Current.CancellationToken, planted);
    }
}
