using System.Globalization;

namespace Retention.Workflows.Import.Tests;

/// <summary>The memory of a check does not depend on the file. It is the memory of the process, so no other test runs meanwhile.</summary>
[Collection(AloneCollection.Name)]
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const long Limit = 50_000_000;

    private const string Header = "customer_id,order_id,ordered_at,total,currency\n";

    public static TheoryData<string> Bombs => ["commas", "quoted commas", "a quote that is never closed", "a quote over many lines", "a cell", "blank lines", "a header of commas", "cells in a header"];

    [Fact]
    public void A_file_of_two_hundred_megabytes_is_checked_in_little_memory()
    {
        const int Rows = 4_000_000;
        var peak = new Peak();

        var report = OrderCsv.Open(() => new GeneratedStream(Rowed(Rows)), "big.csv", OrderMapping.Plain())
            .Check(peak, TestContext.Current.CancellationToken);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peak.Bytes / 1_000_000.0:0.0} MB live at most"));
        report.Errors().Should().BeEmpty();
        (report.Rows, report.Orders, report.Customers).Should().Be((Rows, Rows, 1_000_000));
        peak.Bytes.Should().BeLessThan(Limit);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_row_of_a_hundred_million_characters_is_an_error_with_its_line(string bomb)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var peak = new Peak();

        var report = OrderCsv.Open(() => new GeneratedStream(Bomb(bomb)), "bomb.csv", OrderMapping.Plain())
            .Check(peak, TestContext.Current.CancellationToken);

        peak.Measure();
        output.WriteLine(string.Join('\n', report.Errors()));
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{allocated / 1_000_000.0:0.0} MB allocated, {peak.Bytes / 1_000_000.0:0.0} MB live"));
        report.IsUnreadable.Should().Be(bomb != "blank lines");
        report.Errors.Should().HaveCount(bomb == "blank lines" ? 0 : 1);
        foreach (var error in report.Errors)
            error.Line.Should().Be(bomb.Contains("header", StringComparison.Ordinal) ? 1 : 3);
        peak.Bytes.Should().BeLessThan(Limit);
    }

    [Fact]
    public void A_file_with_one_number_in_every_row_is_checked_in_little_memory()
    {
        var peak = new Peak();
        var rows = Enumerable.Range(0, 300_000).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"c-{number},o-1,2024-05-01T12:00:00Z,{(number % 2 == 0 ? "" : "-")}{number}.50,EUR\n"));

        var report = OrderCsv.Open(() => new GeneratedStream(rows.Prepend(Header)), "same.csv", OrderMapping.Plain())
            .Check(peak, TestContext.Current.CancellationToken);

        peak.Measure();
        report.TotalErrors.Should().Be(299_999);
        report.Errors.Should().HaveCountLessThan(5);
        peak.Bytes.Should().BeLessThan(Limit);
    }

    private static IEnumerable<string> Rowed(int rows)
    {
        yield return Header;
        for (var row = 0; row < rows; row += 100)
        {
            yield return string.Concat(Enumerable.Range(row, 100).Select(number => string.Create(CultureInfo.InvariantCulture,
                $"c-{number % 1_000_000:0000000},o-{number:00000000},2024-05-01T12:00:00Z,{number % 1000}.50,EUR\n")));
        }
    }

    private static IEnumerable<string> Bomb(string kind)
    {
        var hundredThousand = new string(kind switch { "blank lines" => '\n', "a cell" or "cells in a header" => 'x', _ => ',' }, 100_000);
        if (!kind.Contains("header", StringComparison.Ordinal))
            yield return Header + "ada,o-1,2024-05-01T12:00:00Z,1,EUR\n";
        if (kind == "a quote over many lines")
            hundredThousand = string.Concat(Enumerable.Repeat("some words of a note\n", 5_000));
        if (kind.Contains("quote", StringComparison.Ordinal))
            yield return "\"";
        for (var part = 0; part < 1_000; part++)
            yield return hundredThousand;
        if (kind == "quoted commas")
            yield return "\"";
        yield return "\nada,o-2,2024-05-01T12:00:00Z,1,EUR\n";
    }

    /// <summary>The most bytes that were live at any report of the progress.</summary>
    private sealed class Peak : IProgress<ImportProgress>
    {
        private readonly long _start = GC.GetTotalMemory(forceFullCollection: true);
        private int _reports;

        internal long Bytes { get; private set; }

        public void Report(ImportProgress value)
        {
            if (_reports++ % 20 == 0)
                Measure();
        }

        internal void Measure() => Bytes = Math.Max(Bytes, GC.GetTotalMemory(forceFullCollection: true) - _start);
    }
}
