using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The kinds of faults that do not depend on the store.</summary>
internal static class Chaos
{
    /// <summary>kill -9 again and again: some while a worker starts, most while it works.</summary>
    internal static async Task KillAtRandomAsync(ChaosRig rig)
    {
        rig.WorkerPool.Start();
        for (var kill = 0; kill < ChaosSettings.Strikes; kill++)
        {
            var slot = rig.Random.Next(rig.WorkerPool.Size);
            var early = rig.Random.Next(5) == 0;
            await rig.UntilAsync(() => rig.WorkerPool[slot] is { HasExited: false } worker && (early || worker.IsAtWork), "a worker at work");
            await rig.ForAsync(rig.Random.NextDouble() * 1.5);
            rig.WorkerPool.Kill(slot);
        }
    }

    /// <summary>One worker after the other dies at a named point; each point gets its turn.</summary>
    internal static async Task KillAtEveryPointAsync(ChaosRig rig)
    {
        string[] sweeps = [.. CrashPoint.All.Where(point => Is(point, "sweep"))];
        string[] order = rig.WorkerPool.Size == 1
            ? CrashPoint.All
            // The first worker at the schedule's one moment dies there. A worker with a "resolve" point waits until other deaths leave
            // abandoned messages.
            // deaths.
            : [.. sweeps, .. sweeps, .. CrashPoint.All.Where(point => Is(point, "resolve")),
                .. CrashPoint.All.Where(point => !Is(point, "sweep") && !Is(point, "resolve"))];
        rig.WorkerPool.Start([.. order.Select(
            point => FormattableString.Invariant($"{point}:{(Is(point, "sweep") || Is(point, "resolve") ? 1 : rig.Random.Next(1, 4))}"))]);
        await rig.UntilAsync(() => !rig.WorkerPool.HasPointsLeft, $"all crash points reached, of {string.Join(", ", CrashPoint.All)}");

        static bool Is(string point, string kind) => point.StartsWith(kind, StringComparison.Ordinal);
    }

    /// <summary>
    /// One of several workers dies while it holds claimed messages or steps, and the others work on. The next one dies when all workers
    /// work again.
    /// </summary>
    internal static async Task KillOneByOneAsync(ChaosRig rig)
    {
        string[] points = ["dispatch:after-claim", "steps:before-commit", "dispatch:after-hand-over"];
        rig.WorkerPool.Start();
        for (var kill = 0; kill < Math.Max(points.Length, ChaosSettings.Strikes / 2); kill++)
        {
            await rig.UntilAsync(() => rig.WorkerPool.IsComplete, "all workers at work");
            rig.WorkerPool.Replace(FormattableString.Invariant($"{points[kill % points.Length]}:{rig.Random.Next(1, 4)}"));
            await rig.UntilAsync(() => !rig.WorkerPool.HasPointsLeft, "a worker that died at its point");
        }

        await rig.UntilAsync(() => rig.WorkerPool.IsComplete, "all workers at work");
    }

    /// <summary>SIGSTOP in the middle of a transaction, a send or a call; SIGCONT long after the others have taken over.</summary>
    /// <param name="rig">The scenario.</param>
    /// <param name="seconds">Seconds until the SIGCONT.</param>
    internal static async Task StopAndContinueAsync(ChaosRig rig, double seconds)
    {
        string[] points = ["steps:before-commit", "dispatch:after-claim", "dispatch:after-hand-over", "calls:after-hand-over"];
        for (var stop = 0; stop < Math.Max(points.Length, ChaosSettings.Strikes / 4); stop++)
        {
            var point = FormattableString.Invariant($"{points[stop % points.Length]}:{rig.Random.Next(1, 4)}:stop");
            if (stop == 0)
                rig.WorkerPool.Start(point);
            else
                rig.WorkerPool.Replace(point);
            await rig.UntilAsync(() => rig.WorkerPool.Stopped is not null, $"a worker that stopped at {point}");
            rig.OtherDeaths++;
            await rig.ForAsync(seconds);
            rig.WorkerPool.Stopped!.Continue();
            await rig.ForAsync(1);
        }
    }
}
