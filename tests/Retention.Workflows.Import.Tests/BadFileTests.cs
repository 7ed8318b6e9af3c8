using System.Globalization;
using System.Text;

namespace Retention.Workflows.Import.Tests;

/// <summary>Files that cannot be read, or not to their end: one error that says where and what to do.</summary>
public sealed class BadFileTests
{
    private const string Header = "customer_id,order_id,ordered_at,total\n";
    private const string Row = "ada,o-1,2024-05-01T12:00:00Z,1\n";

    [Theory]
    [InlineData("\"ada\",\"o-1,2024-05-01T12:00:00Z,1\n", "line 2: column 2 begins with a quote but does not end with one")]
    [InlineData("\"ada\"x,o-1,2024-05-01T12:00:00Z,1\n", "line 2: column 1 begins with a quote but does not end with one")]
    [InlineData("\"ada \"the\" first\",o-1,2024-05-01T12:00:00Z,1\n", "line 2: column 1 begins with a quote but does not end with one")]
    [InlineData(Row + "\nbob,\"o-2", "line 4: column 2 begins with a quote but does not end with one")]
    [InlineData("\"a\nb\",o-1,2024-05-01T12:00:00Z,1\nbob,\"o\" ,2024-05-01T12:00:00Z,1\n", "line 4: column 2 begins with a quote but does not end with one")]
    public void A_broken_quote_stops_the_reading_with_its_line(string rows, string error)
    {
        var report = Check(Header + rows);

        report.IsUnreadable.Should().BeTrue();
        report.Errors[0].ToString().Should().StartWith($"o.csv, {error}").And.EndWith("The rest of the file was not read");
    }

    [Theory]
    [InlineData("windows-1250")]
    [InlineData("windows-1252")]
    [InlineData("iso-8859-2")]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public void The_mapping_names_the_encoding_and_other_bytes_are_an_error(string name)
    {
        Encoding encoding = name.StartsWith("utf", StringComparison.Ordinal)
            ? Encoding.GetEncoding(name) : CodePagesEncodingProvider.Instance.GetEncoding(name)!;
        var bytes = encoding.GetPreamble().Concat(encoding.GetBytes(Header + "zoé,o-1,2024-05-01T12:00:00Z,1\n")).ToArray();

        var mapping = OrderMapping.Plain() with { Format = new CsvFormat { Encoding = name } };
        Open(bytes, mapping).ReadAll(TestContext.Current.CancellationToken).Events.Single().Customer.Value.Should().Be("zoé");

        var report = Open(bytes, OrderMapping.Plain()).Check(cancellationToken: TestContext.Current.CancellationToken);
        if (name.StartsWith("utf", StringComparison.Ordinal))
            report.Errors().Should().BeEmpty("its byte order mark names the encoding");
        else
            report.Errors().Should().ContainSingle().Which.Should().StartWith("o.csv, line 1: ").And.Contain("encoding");
    }

    [Fact]
    public void A_workbook_and_other_bytes_are_errors()
    {
        foreach (var bytes in new byte[][]
        {
            [0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0, 33, 0, 0xde, 0xad, 0xbe, 0xef], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], [0xff], [0, 0, 0, 0],
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
        })
        {
            var report = Open(bytes, OrderMapping.Plain()).Check(cancellationToken: TestContext.Current.CancellationToken);
            report.IsUnreadable.Should().BeTrue();
            report.Errors.Should().NotBeEmpty();
        }
    }

    [Theory]
    [InlineData("sep=;\ncustomer_id;order_id;ordered_at;total\nada;o-1;2024-05-01T12:00:00Z;1\n", ';')]
    [InlineData("SEP=,\r\n" + Header + Row, ',')]
    [InlineData("\uFEFFsep=\t\ncustomer_id\torder_id\tordered_at\ttotal\nada\to-1\t2024-05-01T12:00:00Z\t1\n", '\t')]
    [InlineData("customer_id;order_id;ordered_at;total\nada;o-1;2024-05-01T12:00:00Z;1\n", ';')]
    [InlineData("customer_id\torder_id\tordered_at\ttotal\nada\to-1\t2024-05-01T12:00:00Z\t1\n", '\t')]
    [InlineData("\"customer_id\";\"order_id\";\"ordered_at\";\"total\"\nada;o-1;2024-05-01T12:00:00Z;1\n", ';')]
    [InlineData("\n\n" + Header + Row, ',')]
    public void The_separator_is_declared_or_found(string text, char separator)
    {
        var report = Check(text);

        report.Errors().Should().BeEmpty();
        (report.Separator, report.Orders).Should().Be((separator, 1));
    }

    [Fact]
    public void The_known_names_decide_about_the_separator()
    {
        var mapping = OrderMapping.Plain() with { Format = new CsvFormat { IgnoreOtherColumns = true } };

        Csv.Orders("customer_id;order_id;ordered_at;total;\"a,b,c,d,e,f,g\"\nada;o-1;2024-05-01T12:00:00Z;1;x\n", mapping)
            .Check(cancellationToken: TestContext.Current.CancellationToken).Separator.Should().Be(';');
    }

    [Fact]
    public void A_wrong_separator_is_one_error()
    {
        var mapping = OrderMapping.Plain() with { Format = new CsvFormat { Separator = ',' } };

        Csv.Orders("customer_id;order_id;ordered_at;total\n" + Row, mapping).Check(cancellationToken: TestContext.Current.CancellationToken)
            .Errors().Should().Equal("o.csv, line 1: the columns are separated by semicolons, and the mapping says commas");
    }

    [Fact]
    public void One_wrong_setting_that_explains_ten_thousand_errors_is_the_first_line()
    {
        var text = new StringBuilder("customer_id;order_id;ordered_at;total\n").Append("ada;;2024-05-01T12:00:00Z;1\n");
        for (var row = 0; row < 10_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"ada;o-{row};2024-05-01T12:00:00Z;{row},50\n");

        var errors = Check(text.ToString()).Errors();

        errors.Should().Equal(
            "o.csv, line 3, total: '0,50' does not have the decimal sign '.' that the mapping names: set it to ',' (and 9999 more rows like this)",
            "o.csv, line 2, order_id: is empty");
    }

    [Fact]
    public void Clear_numbers_explain_the_ambiguous_ones_of_their_column()
    {
        var text = new StringBuilder("customer_id;order_id;ordered_at;total\nada;o;2024-05-01T12:00:00Z;1.299,90\n");
        for (var row = 0; row < 20; row++)
            text.Append(CultureInfo.InvariantCulture, $"ada;o-{row};2024-05-01T12:00:00Z;1.{row:000}\n");

        Csv.Orders(text.ToString(), OrderMapping.Plain() with { Amounts = new AmountFormat() })
            .Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should().Equal(
                "o.csv, line 3, total: '1.000' may be 1000 or 1.000: set the decimal sign of the mapping; other cells of the column have the decimal sign ',', such as on line 2 (and 19 more rows like this)");
    }

    [Fact]
    public void Too_many_columns_are_an_error()
    {
        var header = string.Join(',', Enumerable.Range(0, 2_001).Select(column => $"c{column}"));

        Check(header + "\n").Errors().Should().Equal("o.csv, line 1: has 2001 columns; at most 2000 are allowed");
    }

    [Fact]
    public void A_row_that_begins_with_a_hash_is_no_comment() =>
        Check(Header + "#1,#1001,2024-05-01T12:00:00Z,1\n").Orders.Should().Be(1);

    [Fact]
    public void A_file_that_changes_between_check_and_import_is_not_imported()
    {
        using var folder = new TemporaryFolder().With("o.csv", Header + Row);
        var orders = OrderCsv.Open(folder.PathOf("o.csv"), OrderMapping.Plain());
        orders.Check(cancellationToken: TestContext.Current.CancellationToken);
        File.AppendAllText(folder.PathOf("o.csv"), "bob,o-2,2024-05-01T12:00:00Z,1\n");

        var reading = () => orders.ReadAll(TestContext.Current.CancellationToken);

        reading.Should().Throw<IOException>().WithMessage("*changed*");
    }

    [Fact]
    public void A_check_can_be_cancelled_even_if_no_row_is_valid()
    {
        using var stop = new CancellationTokenSource();
        var rows = Enumerable.Range(0, 1_000_000).Select(_ => "ada,o-1,yesterday,1\n").Prepend(Header);
        var progress = new Stopping(stop);
        var checking = () => OrderCsv.Open(() => new GeneratedStream(rows), "o.csv", OrderMapping.Plain()).Check(progress, stop.Token);

        checking.Should().Throw<OperationCanceledException>();
        progress.Last.Should().Be(new ImportProgress(30_000, IsApplying: false, Share: 0));
    }

    [Fact]
    public void Quoted_cells_with_doubled_quotes_are_told_apart()
    {
        var mapping = OrderMapping.Plain() with { Columns = OrderMapping.Plain().Columns with { Product = "channel" } };

        var report = Csv.Orders(
            "customer_id,order_id,ordered_at,total,channel\nada,o-1,2024-05-01T12:00:00Z,10,\"a \"\"b\"\"\"\nada,o-1,\"2024 \"\"05\"\"\",\"1 \"\"0\"\"\",c\n", mapping)
            .Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors.Should().HaveCount(2).And.OnlyContain(error => error.Line == 3);
    }

    private static OrderReport Check(string text) =>
        Csv.Orders(text, OrderMapping.Plain()).Check(cancellationToken: TestContext.Current.CancellationToken);

    private static OrderCsv Open(byte[] bytes, OrderMapping mapping) => OrderCsv.Open(() => new MemoryStream(bytes), "o.csv", mapping);

    /// <summary>Cancels at the third report.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        private int _reports;

        internal ImportProgress? Last { get; private set; }

        public void Report(ImportProgress value)
        {
            Last = value;
            if (++_reports == 3)
                stop.Cancel();
        }
    }
}
