using System.Diagnostics;
using System.Globalization;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Benchmarks;

/// <summary>How much slower is the library than plain arrays, for a million customers with ten million purchases?</summary>
internal static class RfmBenchmark
{
    private const int Seed = 20260101;

    /// <param name="args">Numbers of customers, rows and rounds; 1,000,000, 10,000,000 and 7 by default.</param>
    internal static int Run(string[] args)
    {
        int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
        var (customers, rows, rounds) = (Number(0, 1_000_000), Number(1, 10_000_000), Number(2, 7));
        Console.WriteLine(
            $"{customers:N0} customers, {rows:N0} purchases, {rounds} rounds, seed {Seed}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");

        var data = new RfmData(customers, rows, Seed);
        var bare = new Contender("plain arrays, by hand", () => BarePrototype.Score(data.Customers, data.Customer, data.Day, data.Amount));
        var columns = new Contender("Rfm.Score(RfmColumns)", () => Rfm.Score(data.Columns, RfmData.AsOf));
        Compete(rounds, bare, columns);
        var same = Same(bare.Answer<int[]>(), columns.Answer<RfmColumnResult>());
        Console.WriteLine($"Peak memory so far, data included: {PeakMegabytes():N0} MB");

        var purchases = data.ToPurchases();
        var dictionary = new Contender("plain dictionary, by hand", () => BarePrototype.Score(purchases));
        var objects = new Contender("Rfm.Score(Purchase[])", () => Rfm.Score(purchases, RfmData.AsOf));
        Compete(Math.Min(rounds, 5), dictionary, objects);
        same &= Same(bare.Answer<int[]>(), objects.Answer<RfmResult>());
        same &= Same(bare.Answer<int[]>(), dictionary.Answer<KeyValuePair<CustomerId, int>[]>());
        Console.WriteLine(
            $"Rfm.Score(Purchase[]) to plain arrays: {objects.Median / bare.Median:N2} on the clock, {objects.Processor / bare.Processor:N2} in processor time");
        Console.WriteLine($"Peak memory, data included: {PeakMegabytes():N0} MB");
        Console.WriteLine(same ? "All gave the same scores." : "THE SCORES DIFFER.");
        return same ? 0 : 1;
    }

    private static void Compete(int rounds, params Contender[] contenders)
    {
        // Contenders take turns, so that other load on the machine affects all of them alike. The first turn warms up.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var contender in contenders)
                contender.Turn(counts: round > 0);
        }

        Console.WriteLine();
        Console.WriteLine($"| {"",-28} | median s | fastest s | ratio | processor s | ratio | allocated MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var one in contenders.Skip(1))
            Report.Keep($"scores, against {contenders[0].Name}", one.Name, contenders[0].Median / one.Median);
        foreach (var one in contenders)
            Console.WriteLine(
                $"| {one.Name,-28} | {one.Median:N3} | {one.Fastest:N3} | {one.Median / contenders[0].Median:N2} | {one.Processor:N3} | {one.Processor / contenders[0].Processor:N2} | {one.AllocatedMegabytes:N0} |");
        Console.WriteLine();
    }

    private static bool Same(int[] expected, RfmColumnResult actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] != (actual.Scores[i].HasValue ? actual.Scores[i].Number : 0))
                return false;
        }

        return true;
    }

    private static bool Same(int[] expected, RfmResult actual)
    {
        var place = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] == 0)
                continue;
            var customer = actual.Customers[place++];
            if (customer.CustomerId.Value != RfmData.Id(i) || customer.Score.Number != expected[i])
                return false;
        }

        return place == actual.Customers.Count;
    }

    private static bool Same(int[] expected, KeyValuePair<CustomerId, int>[] actual) =>
        expected.Length == actual.Length
        && Enumerable.Range(0, expected.Length).All(i => actual[i].Key.Value == RfmData.Id(i) && actual[i].Value == expected[i]);

    private static long PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1_000_000;
    }

    private sealed class Contender(string name, Func<object> run)
    {
        private readonly List<double> _seconds = [];
        private readonly List<double> _processor = [];
        private object? _answer;

        internal string Name => name;

        internal double Median => MedianOf(_seconds);

        /// <summary>Processor time over all threads. Other load on the machine distorts it less than elapsed time.</summary>
        internal double Processor => MedianOf(_processor);

        internal double Fastest => _seconds.Min();

        internal double AllocatedMegabytes { get; private set; }

        internal T Answer<T>() => (T)_answer!;

        internal void Turn(bool counts)
        {
            _answer = null;
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            using var process = Process.GetCurrentProcess();
            var processor = process.TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            _answer = run();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            process.Refresh();
            processor = process.TotalProcessorTime - processor;
            AllocatedMegabytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6;
            if (!counts)
                return;
            _seconds.Add(seconds);
            _processor.Add(processor.TotalSeconds);
        }

        private static double MedianOf(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }
}
