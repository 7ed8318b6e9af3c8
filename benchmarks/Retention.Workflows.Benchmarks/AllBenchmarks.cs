using System.Diagnostics;
using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// Runs the benchmarks that compare with a prototype, one after the other, and prints one table of their ratios. With <c>--quick</c> the
/// sizes are small, so that all of them together take minutes.
/// </summary>
internal static class AllBenchmarks
{
    private static readonly string[] Full =
    [
        "rfm", "journeys sqlite", "journeys postgresql", "handover sqlite", "handover postgresql", "waiting sqlite", "waiting postgresql",
        "ingest sqlite", "ingest postgresql", "events sqlite", "events postgresql", "sweep sqlite", "sweep postgresql", "windows sqlite",
        "windows postgresql", "smtp 10000 8", "smtp 10000 64",
    ];

    private static readonly string[] Quick =
    [
        "rfm 200000 2000000 3", "journeys 20000 1 sqlite", "journeys 20000 1 postgresql", "handover 10000 sqlite",
        "handover 10000 postgresql", "waiting 200000 20000 5000 sqlite", "waiting 200000 20000 5000 postgresql", "ingest 50000 sqlite",
        "ingest 50000 postgresql", "events 20000 2 sqlite", "events 20000 2 postgresql", "sweep 100000 sqlite", "sweep 100000 postgresql",
        "windows 50000 10000 sqlite", "windows 50000 10000 postgresql", "smtp 10000 8 2", "smtp 10000 64 2",
    ];

    /// <param name="args">Nothing or <c>--quick</c>.</param>
    /// <param name="run">Runs one benchmark by its command line and returns its exit code.</param>
    /// <exception cref="ArgumentException">Another argument.</exception>
    internal static async Task<int> RunAsync(string[] args, Func<string[], Task<int>> run)
    {
        if (args is not ([] or ["--quick"]))
            throw new ArgumentException($"'{string.Join(' ', args)}' is not --quick.");
        var started = Stopwatch.GetTimestamp();
        var load = Report.Load();
        var rows = new List<(string Benchmark, Comparison Comparison)>();
        foreach (var command in args.Length == 0 ? Full : Quick)
        {
            Console.WriteLine($"{Environment.NewLine}## {command}");
            var before = Report.Comparisons.Count;
            if (await run(command.Split(' ')) is not 0 and var code)
                return code;
            rows.AddRange(Report.Comparisons.Skip(before).Select(comparison => (command, comparison)));
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, "
            + $"load at the beginning {load}, {Stopwatch.GetElapsedTime(started).TotalMinutes:0.0} minutes"));
        Report.Head("benchmark", "what", "contender", "to the prototype");
        foreach (var (benchmark, comparison) in rows)
            Report.Row(benchmark, comparison.What, comparison.Contender, comparison.Ratio.ToString("N2", CultureInfo.InvariantCulture));
        return 0;
    }
}
