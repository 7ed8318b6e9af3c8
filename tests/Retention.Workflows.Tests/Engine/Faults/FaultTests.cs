using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>
/// The engine keeps its promises under faults: failing stores, false commit results, broken channels, dying processes, at random moments of
/// many seeds.
/// </summary>
public sealed class FaultTests
{
    private const int SeedsInABlock = 10;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task The_churn_journey_keeps_its_promises_under_faults(int block) => Seeds.EachAsync(
        block * SeedsInABlock, SeedsInABlock, seed => RunAsync(seed, TrialSetup.Churn));

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task A_journey_of_all_step_kinds_keeps_its_promises_under_faults(int block) => Seeds.EachAsync(
        block * SeedsInABlock, SeedsInABlock, seed => RunAsync(seed, TrialSetup.UnderFire));

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task Two_engines_on_one_store_keep_the_promises(int block) => Seeds.EachAsync(
        block * 3, 3, seed => RunAsync(seed, (number, open) => TrialSetup.UnderFire(number, open) with { Engines = 2 }));

    private static Task<IReadOnlyList<string>> RunAsync(int seed, Func<int, Func<IRetentionStore>, TrialSetup> make)
    {
        var setup = make(seed, () => null!);
        var store = new InMemoryRetentionStore(setup.Engines > 1 ? 8 : 1 + (seed % 3));
        return Trial.RunAsync(setup with { Open = () => store }, TestContext.Current.CancellationToken);
    }
}
