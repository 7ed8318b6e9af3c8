using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>Prints tables in the form of the result files.</summary>
internal static class Report
{
    private static readonly List<Comparison> Kept = [];
    private static string _heading = "";

    /// <summary>The contenders that were compared with a prototype so far.</summary>
    internal static IReadOnlyList<Comparison> Comparisons => Kept;

    /// <summary>Keeps a comparison for the table of all benchmarks.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="contender">The contender.</param>
    /// <param name="ratio">Its speed divided by the prototype's.</param>
    internal static void Keep(string what, string contender, double ratio) => Kept.Add(new Comparison(what, contender, ratio));

    internal static void Head(params string[] columns)
    {
        Console.WriteLine();
        Row(columns);
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    internal static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    internal static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Fine(double number) => number.ToString(number < 10 ? "N2" : "N1", CultureInfo.InvariantCulture);

    internal static string Ratio(Measure bare, Measure engine) =>
        (bare.Elapsed / engine.Elapsed).ToString("N2", CultureInfo.InvariantCulture);

    internal static string Megabytes(long bytes) => Number(bytes / 1e6);

    /// <summary>
    /// Prints one contender: name, rows a second, ratio to the prototype, processor time a row here and in the server, peak memory,
    /// allocated memory a row.
    /// </summary>
    internal static void Contender(string name, Measure measure, long rows, Measure? prototype)
    {
        var isCompared = prototype is not null && measure != prototype;
        if (isCompared)
            Keep(_heading, name, prototype!.Elapsed / measure.Elapsed);
        Row(
            name,
            Number(measure.PerSecond(rows)),
            isCompared ? Ratio(prototype!, measure) : "",
            Fine(measure.Processor.TotalMicroseconds / rows),
            Fine(measure.Server.TotalMicroseconds / rows),
            Megabytes(measure.PeakBytes),
            Fine(measure.AllocatedBytes / 1e3 / rows));
    }

    internal static void ContenderHead(string what)
    {
        _heading = what;
        Head(what, "a second", "to the prototype", "CPU µs each, this process", "CPU µs each, server", "peak memory, MB",
            "allocated, kB each");
    }

    /// <param name="database">The facts about the database that a reader needs to repeat the run.</param>
    internal static void Machine(string database) =>
        Console.WriteLine($"{database}; {Environment.ProcessorCount} processors, .NET {Environment.Version}, load {Load()}");

    internal static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
