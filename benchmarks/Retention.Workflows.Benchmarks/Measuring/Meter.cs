using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Retention.Workflows.Benchmarks;

/// <summary>Measures pieces of work: time, processor time here and in the server, and memory.</summary>
internal sealed class Meter(Func<TimeSpan> server)
{
    /// <summary>Releases the memory of earlier work, so that the next peak belongs to the next work.</summary>
    internal static void Forget()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ResetPeak();
    }

    internal async Task<Measure> RunAsync(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var (here, there, allocated) = (process.TotalProcessorTime, server(), GC.GetTotalAllocatedBytes(precise: true));
        var started = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        return new Measure(elapsed, process.TotalProcessorTime - here, server() - there, PeakBytes(process),
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    // On Linux the peak counts since its last reset; elsewhere it is the peak of the whole process.
    private static void ResetPeak()
    {
        if (File.Exists("/proc/self/clear_refs"))
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long PeakBytes(Process process)
    {
        if (!File.Exists("/proc/self/status"))
            return process.PeakWorkingSet64;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
    }
}
