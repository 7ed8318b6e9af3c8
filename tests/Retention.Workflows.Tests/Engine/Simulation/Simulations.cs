using System.Globalization;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>Runs simulations by their seeds, on all cores. Environment variables select the seeds.</summary>
internal static class Simulations
{
    private const int InContinuousIntegration = 500;

    private const int AtNight = 2_000;

    /// <summary>
    /// The seeds to run: <c>SIMULATION_SEED=17</c> runs one, <c>SIMULATION_SEEDS=2000-9999</c> a range, both ends included, and
    /// <c>NIGHTLY=1</c> the first 2,000.
    /// </summary>
    internal static IEnumerable<int> Seeds()
    {
        if (Environment.GetEnvironmentVariable("SIMULATION_SEED") is { Length: > 0 } one)
            return [int.Parse(one, CultureInfo.InvariantCulture)];
        if (Environment.GetEnvironmentVariable("SIMULATION_SEEDS") is not { Length: > 0 } range)
            return Enumerable.Range(0, Environment.GetEnvironmentVariable("NIGHTLY") == "1" ? AtNight : InContinuousIntegration);
        var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    internal static Simulated Run(int seed, PlantedBug? planted, CancellationToken cancellation, List<string>? log = null)
    {
        var store = new InMemoryRetentionStore(1 + (seed % 3));
        return Trial.Simulate(TrialSetup.Simulated(seed, () => store) with { Planted = planted ?? PlantedBug.None }, log, cancellation);
    }
}
