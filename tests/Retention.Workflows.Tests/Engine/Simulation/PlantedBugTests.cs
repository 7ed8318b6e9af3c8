namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>
/// The simulation finds bugs: each bug here, planted between a correct engine and its surroundings, is reported long before 2,000 seeds,
/// for the right reason.
/// </summary>
public sealed class PlantedBugTests
{
    private const int Seeds = 400;

    public static TheoryData<string> Names => [.. PlantedBugs.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found(string bug)
    {
        var (plant, kinds) = PlantedBugs.All[bug];
        var others = new HashSet<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var found = KindsOf(() => Simulations.Run(seed, plant(), TestContext.Current.CancellationToken).Violations);
            if (found.Intersect(kinds).Any())
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"Found with seed {seed}: {string.Join(", ", found)}.");
                return;
            }

            others.UnionWith(found);
        }

        Assert.Fail($"'{bug}' was not found with {Seeds} seeds; other signs: {string.Join(", ", others)}.");
    }

    /// <summary>The kinds of the reported violations. A simulation that breaks off reports none.</summary>
    private static IReadOnlyList<string> KindsOf(Func<IReadOnlyList<string>> simulate)
    {
        try
        {
            return [.. simulate().Select(violation => violation.Split(':')[0]).Distinct()];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return ["broken-off"];
        }
    }
}
