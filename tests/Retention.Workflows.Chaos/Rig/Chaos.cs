using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The kinds of trouble that do not depend on the store.</summary>
internal static class Chaos
{
    /// <summary>kill -9, again and again, some while a worker starts and more while it works.</summary>
    internal static async Task KillAtRandomAsync(ChaosRig rig)
    {
        rig.Crew.Start();
        await rig.ForAsync(1);
        for (var kill = 0; kill < ChaosSettings.Strikes; kill++)
        {
            await rig.ForAsync((rig.Random.Next(4) == 0 ? 0.1 : 0.8) + rig.Random.NextDouble());
            rig.Crew.KillOne(rig.Random);
        }
    }

    /// <summary>A worker after the other dies at a named point, each point in its turn.</summary>
    internal static async Task KillAtEveryPointAsync(ChaosRig rig)
    {
        rig.Crew.Start([.. CrashPoint.All.Select(point => $"{point}:{(point.StartsWith("sweep", StringComparison.Ordinal) || point.StartsWith("resolve", StringComparison.Ordinal) ? 1 : rig.Random.Next(1, 4))}")]);
        await rig.UntilAsync(() => !rig.Crew.HasPointsLeft, $"all points reached but {string.Join(", ", CrashPoint.All.Except(rig.Crew.Journal.Points))}");
    }
}
