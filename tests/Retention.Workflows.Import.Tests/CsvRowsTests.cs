using System.Text;
using Retention.Workflows.Import.Csv;

namespace Retention.Workflows.Import.Tests;

/// <summary>Records are read as they were written, across the borders of buffers, with the line on which each starts.</summary>
public sealed class CsvRowsTests
{
    private const string Letters = "ab,;\"\n\r' =é\t|#";

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 40)]
    [InlineData(3, 400)]
    [InlineData(4, 3_000)]
    [InlineData(5, 9_000)]
    public void Any_cells_are_read_back_with_their_lines(int seed, int maxLength)
    {
        var random = new Random(seed);
        foreach (var (separator, end) in new[] { (',', "\n"), (';', "\r\n"), ('\t', "\n"), ('|', "\r\n") })
        {
            var table = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(1, 9)).Select(_ => Cell(random, maxLength)).ToArray()).ToList();
            var text = new StringBuilder();
            var lines = new List<int>();
            var line = 1;
            foreach (var row in table)
            {
                lines.Add(line);
                var written = string.Join(separator, row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + end;
                line += written.Count(character => character == '\n') + LoneReturns(written);
                text.Append(written);
            }

            using var rows = new CsvRows(new CsvText(new StringReader(text.ToString()), separator, "", 1), separator, 1);
            var read = new List<string[]>();
            var readLines = new List<int>();
            while (rows.Read())
            {
                readLines.Add(rows.Line);
                var cells = new string[rows.Count];
                for (var index = 0; index < cells.Length; index++)
                    cells[index] = rows[index].ToString();
                read.Add(cells);
            }

            rows.Problem.Should().BeNull();
            var expected = table.Select((row, index) => (Row: row.Select(WithLineFeeds).ToArray(), Line: lines[index]))
                .Where(row => row.Row.Length > 1 || !string.IsNullOrWhiteSpace(row.Row[0])).ToList();
            readLines.Should().Equal(expected.Select(row => row.Line));
            read.Should().BeEquivalentTo(expected.Select(row => row.Row), options => options.WithStrictOrdering());
        }
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws()
    {
        var random = new Random(7);
        for (var run = 0; run < 2_000; run++)
        {
            var text = new StringBuilder(run % 2 == 0 ? "customer_id,order_id,ordered_at,total\n" : "");
            for (var length = random.Next(200); length > 0; length--)
                text.Append(random.Next(4) == 0 ? "ada,o-1,2024-05-01T12:00:00Z,1\n" : Letters[random.Next(Letters.Length)].ToString());

            var report = Csv.Orders(text.ToString(), OrderMapping.Plain()).Check(cancellationToken: TestContext.Current.CancellationToken);

            var lines = text.ToString().Count(character => character is '\n' or '\r') + 1;
            report.Errors.Select(error => error.Line).Where(line => line < 0 || line > lines).Should().BeEmpty();
        }
    }

    private static string Cell(Random random, int maxLength)
    {
        var cell = new char[random.Next(maxLength)];
        for (var index = 0; index < cell.Length; index++)
            cell[index] = Letters[random.Next(Letters.Length)];
        return new string(cell);
    }

    private static int LoneReturns(string text) => text.Where((character, index) => character == '\r' && (index + 1 == text.Length || text[index + 1] != '\n')).Count();

    /// <summary>A carriage return without a line feed is read as a line feed.</summary>
    private static string WithLineFeeds(string cell) => string.Concat(cell.Select(
        (character, index) => character == '\r' && (index + 1 == cell.Length || cell[index + 1] != '\n') ? '\n' : character));
}
