using System.Diagnostics;
using System.Globalization;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>
/// Kills or stops this process the nth time that it reaches a named point: <c>dispatch:after-hand-over:3</c> or
/// <c>dispatch:after-hand-over:3:stop</c>.
/// </summary>
internal sealed class CrashPoint
{
    /// <summary>The environment variable with the point.</summary>
    internal const string Variable = "CRASH_AT";

    /// <summary>All points of a worker whose shop issues its own vouchers.</summary>
    internal static readonly string[] All =
    [
        "sweep:before-commit", "sweep:after-commit",
        "steps:after-claim", "steps:before-commit", "steps:after-commit",
        "dispatch:before-claim", "dispatch:after-claim", "dispatch:before-hand-over", "dispatch:after-hand-over",
        "resolve:before-commit", "resolve:after-commit", "dispatch:before-commit", "dispatch:after-commit",
        "calls:after-claim", "calls:before-hand-over", "calls:after-hand-over", "calls:before-commit", "calls:after-commit",
    ];

    private readonly Report _report;
    private readonly string? _point;
    private readonly int _time;
    private readonly bool _stops;
    private int _times;

    internal CrashPoint(string? text, Report report)
    {
        _report = report;
        if (string.IsNullOrEmpty(text))
            return;
        var parts = text.Split(':');
        _point = $"{parts[0]}:{parts[1]}";
        _time = int.Parse(parts[2], CultureInfo.InvariantCulture);
        _stops = parts.Length > 3 && parts[3] == "stop";
        if (!All.Contains(_point))
            throw new ArgumentException($"There is no crash point '{_point}'; there are {string.Join(", ", All)}.");
    }

    /// <summary>Called when the process has reached a point.</summary>
    internal void Reach(string point, int partition)
    {
        if (point != _point || Interlocked.Increment(ref _times) != _time)
            return;
        _report.Tell(_stops ? "stop" : "crash", partition, point);
        if (_stops)
        {
            Stop();
            return;
        }

        Process.GetCurrentProcess().Kill(); // SIGKILL
        new ManualResetEvent(initialState: false).WaitOne();
    }

    /// <summary>SIGSTOP; the process freezes until it gets SIGCONT.</summary>
    private static void Stop()
    {
        using var kill = Process.Start("/bin/kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
