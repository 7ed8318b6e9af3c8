using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The kinds of trouble that do not depend on the store.</summary>
internal static class Chaos
{
    /// <summary>kill -9, again and again, some while a worker starts and more while it works.</summary>
    internal static async Task KillAtRandomAsync(ChaosRig rig)
    {
        rig.Crew.Start();
        for (var kill = 0; kill < ChaosSettings.Strikes; kill++)
        {
            var slot = rig.Random.Next(rig.Crew.Size);
            var early = rig.Random.Next(5) == 0;
            await rig.UntilAsync(() => rig.Crew[slot] is { HasExited: false } worker && (early || worker.IsAtWork), "a worker at work");
            await rig.ForAsync(rig.Random.NextDouble() * 1.5);
            rig.Crew.Kill(slot);
        }
    }

    /// <summary>A worker after the other dies at a named point, each point in its turn.</summary>
    internal static async Task KillAtEveryPointAsync(ChaosRig rig)
    {
        rig.Crew.Start([.. CrashPoint.All.Select(point => $"{point}:{(point.StartsWith("sweep", StringComparison.Ordinal) || point.StartsWith("resolve", StringComparison.Ordinal) ? 1 : rig.Random.Next(1, 4))}")]);
        await rig.UntilAsync(() => !rig.Crew.HasPointsLeft, $"all points reached but {string.Join(", ", CrashPoint.All.Except(rig.Crew.Journal.Points))}");
    }
}
