using System.Globalization;
using System.Text;

namespace Retention.Workflows.Import.Tests.Orders;

/// <summary>The shop-neutral format <c>customer_id,order_id,ordered_at,total[,currency[,channel]]</c>.</summary>
public sealed class PlainTests
{
    private const string Header = "customer_id,order_id,ordered_at,total,currency,channel\n";
    private const string Row = "ada,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,web\n";

    [Fact]
    public void A_row_becomes_a_purchase_with_its_channel()
    {
        var imported = Csv.Orders(Header + Row, OrderMapping.Plain()).ReadAll(TestContext.Current.CancellationToken);

        imported.Duplicates.Should().Be(0);
        imported.Events.Should().Equal(new CustomerEvent
        {
            Id = "o-1",
            Customer = new CustomerId("ada"),
            Name = EventNames.Purchase,
            OccurredAt = new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero),
            Amount = 29.33m,
            Currency = "EUR",
            Properties = new PropertyBag([new("channel", "web")]),
        });
    }

    [Fact]
    public void A_negative_total_becomes_a_refund() =>
        Read(Header + "ada,o-1,2024-05-01T12:00:00Z,-5,EUR,\n").Single().Name.Should().Be(EventNames.Refund);

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_optional_ones_may_be_missing()
    {
        var read = Read("Total, ordered_at ,ORDER_ID,customer_id\r\n7,2024-05-01T12:00Z,o-1,ada\r\n").Single();

        (read.Customer.Value, read.Id, read.Amount, read.Currency, read.Properties.Count).Should().Be(("ada", "o-1", 7m, "EUR", 0));
    }

    [Fact]
    public void A_total_without_a_currency_has_the_default_one() =>
        Read(Header + "ada,o-1,2024-05-01T12:00:00Z,5,,\n", OrderMapping.Plain("CZK")).Single().Currency.Should().Be("CZK");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_kind_of_line_end_ends_a_row_and_blank_lines_are_skipped(string end)
    {
        var text = string.Join(end, Header.TrimEnd(), "", Row.TrimEnd(), "", "bob,o-2,2024-05-01T12:00:00Z,1,EUR,app", "");

        Read(text).Select(read => read.Id).Should().Equal("o-1", "o-2");
    }

    [Fact]
    public void The_last_row_needs_no_line_end() => Read(Header + Row.TrimEnd()).Should().HaveCount(1);

    [Fact]
    public void Quoted_cells_hold_commas_quotes_and_line_ends_and_lines_are_counted_through_them()
    {
        const string quoted = "\"ada, \"\"the first\"\"\",o-1,\"2024-05-01T12:00:00Z\",\"1.5\",EUR,\"a\r\nb\"\n";

        Errors(Header + quoted + "bob,o-2,nonsense,1,EUR,x").Should().Equal(
            "o.csv, line 4, ordered_at: a text of 8 characters is not a time in ISO 8601 such as 2024-05-01T10:00:00Z or 2024-05-01T12:00:00+02:00");

        var purchase = Read(Header + quoted).Single();
        purchase.Customer.Value.Should().Be("ada, \"the first\"");
        purchase.Properties["channel"].Text.Should().Be("a\r\nb");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_column() => Read('\uFEFF' + Header + Row).Should().HaveCount(1);

    [Fact]
    public void A_repeated_row_counts_once()
    {
        var text = Header + Row + "bob,o-2,2024-05-01T12:00:00Z,1,EUR,app\n" + Row + Row;

        Csv.Orders(text, OrderMapping.Plain()).ReadAll(TestContext.Current.CancellationToken).Should()
            .Match<ImportedEvents>(imported => imported.Events.Count == 2 && imported.Duplicates == 2);
        var report = Check(text);
        (report.Rows, report.Orders, report.Duplicates, report.Customers).Should().Be((4, 2, 2, 2));
    }

    [Theory]
    [InlineData("ada,o-1,2024-05-09T12:00:00Z,-29.33,EUR,web", 29.33)]
    [InlineData("ada,o-1,2024-05-09T12:00:00Z,-9.33,EUR,web", 9.33)]
    [InlineData("ada,o-1,2024-05-09T12:00:00Z,-10,EUR,web\nada,o-1,2024-05-09T12:00:00Z,-19.33,EUR,web", 29.33)]
    [InlineData("ada,o-1,2024-05-09T12:00:00Z,-10,EUR,web\nada,o-1,2024-05-09T12:00:00Z,-10,EUR,web", 10)]
    [InlineData("ada,o-1,2024-05-09T12:00:00Z,-10,EUR,web\nada,o-1,2024-05-10T12:00:00Z,-10,EUR,app", 20)]
    public void A_refund_under_its_orders_number_names_the_order(string refunds, decimal refunded)
    {
        foreach (var text in new[] { Header + Row + refunds, Header + refunds.Split('\n')[0] + "\n" + Row + string.Join('\n', refunds.Split('\n')[1..]) })
        {
            var events = Read(text);

            events.Where(@event => @event.Name == EventNames.Purchase).Should().ContainSingle().Which.Id.Should().Be("o-1");
            var found = events.Where(@event => @event.Name == EventNames.Refund).ToList();
            found.Sum(refund => refund.Amount).Should().Be(-refunded);
            found.Should().OnlyContain(refund => refund.Properties["order"].Text == "o-1" && refund.Properties.ContainsKey("channel"));
            found.Select(refund => refund.Id).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void An_order_refunded_above_its_total_is_an_error_with_both_amounts() =>
        Errors(Header + Row + "ada,o-1,2024-05-09T12:00:00Z,-20,EUR,web\nada,o-1,2024-05-10T12:00:00Z,-10,EUR,web").Should().Equal(
            "o.csv, line 4, total: is too much: 30.00 would be refunded of the order of 29.33 on line 2");

    [Fact]
    public void A_refund_names_an_order_of_an_earlier_file_by_its_own_number() =>
        Read(Header + "ada,o-2,2024-05-09T12:00:00Z,-20,EUR,web").Single().Should().Match<CustomerEvent>(
            refund => refund.Id == "o-2/refund/1715256000000/20" && refund.Properties["order"].Text == "o-2");

    [Theory]
    [InlineData("ada,o-1,2024-05-01T12:00:00+02:00,30,EUR,web", "another total")]
    [InlineData("bob,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,web", "another customer")]
    [InlineData("ada,o-1,2024-05-01T12:00:00Z,29.33,EUR,web", "another time")]
    [InlineData("ada,o-1,2024-05-01T12:00:00+02:00,29.33,USD,web", "another currency")]
    [InlineData("ada,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,app", "other lines or properties")]
    public void The_same_order_with_other_content_is_an_error(string row, string difference) =>
        Errors(Header + Row + row).Should().ContainSingle().Which.Should()
            .StartWith($"o.csv, line 3, order_id: is the number of the order on line 2, too, with {difference}");

    [Theory]
    [InlineData("2024-05-01T12:00:00", "has no offset")]
    [InlineData("2024-05-01", "has no offset")]
    [InlineData("01.05.2024 12:00", "day and month cannot be told apart")]
    [InlineData("2024-02-30T12:00:00Z", "is not a time")]
    [InlineData("2024-05-01T25:00:00Z", "is not a time")]
    [InlineData("0001-01-01T00:00:00+02:00", "is not a time")]
    [InlineData("", "is empty")]
    [InlineData("3024-05-01T12:00:00Z", "is 3024-05-01T12:00:00Z; it must be between 1970-01-01T00:00:00Z and")]
    [InlineData("1969-12-31T23:59:59Z", "is 1969-12-31T23:59:59Z; it must be between 1970-01-01T00:00:00Z and")]
    public void An_invalid_time_is_an_error(string time, string reason) =>
        ErrorOf($"ada,o-1,{time},1,EUR,").Should().StartWith("o.csv, line 2, ordered_at: ").And.Contain(reason);

    [Theory]
    [InlineData("2024-05-01T12:00Z")]
    [InlineData("2024-05-01T14:00:00.0000000+02:00")]
    [InlineData("2024-05-01T06:30:00.000-05:30")]
    [InlineData("2024-05-01 14:00:00 +0200")]
    [InlineData("2024-05-01 12:00:00 UTC")]
    public void Instants_are_read_with_seconds_fractions_and_any_offset(string time) =>
        Read(Header + $"ada,o-1,{time},1,EUR,").Single().OccurredAt.Should().Be(new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("\"1,50\"", "does not have the decimal sign '.'")]
    [InlineData("1e3", "'1e3' is not a number")]
    [InlineData("12 EURO$", "has a currency that is not known")]
    [InlineData("twelve", "a text of 6 characters is not a number")]
    [InlineData("ada@example.org", "a text of 15 characters is not a number")]
    [InlineData("1.00000", "")]
    [InlineData("12 EUR", "")]
    [InlineData("1.00001", "EUR has 2 decimals")]
    [InlineData("1.234", "is 1.234, and EUR has 2 decimals: perhaps the decimal sign of the mapping must be ','")]
    [InlineData("100000000000.01", "is within")]
    [InlineData("-100000000001", "is within")]
    [InlineData("99999999999999999999999999999999999999", "has too many digits")]
    [InlineData("0.00000000000000000000000000000000001", "has too many digits")]
    [InlineData("", "is empty")]
    public void An_invalid_total_is_an_error(string total, string reason)
    {
        if (reason.Length == 0)
            Read(Header + $"ada,o-1,2024-05-01T12:00:00Z,{total},EUR,").Should().HaveCount(1);
        else
            ErrorOf($"ada,o-1,2024-05-01T12:00:00Z,{total},EUR,").Should().StartWith("o.csv, line 2, total: ").And.Contain(reason);
    }

    [Fact]
    public void Empty_overlong_control_character_and_reserved_ids_are_errors()
    {
        var longId = new string('x', 201);

        Errors(Header
            + $",o-1,2024-05-01T12:00:00Z,1,EUR,\nada,  ,2024-05-01T12:00:00Z,1,EUR,\nada,{longId},2024-05-01T12:00:00Z,1,EUR,\n{longId},o-3,2024-05-01T12:00:00Z,1,EUR,\n\"a\tb\",o-4,2024-05-01T12:00:00Z,1,EUR,\nada,rw:1,2024-05-01T12:00:00Z,1,EUR,")
            .Should().Equal(
                "o.csv, line 2, customer_id: is empty",
                "o.csv, line 3, order_id: is empty",
                "o.csv, line 4, order_id: has 201 characters; at most 200 are allowed",
                "o.csv, line 5, customer_id: has 201 characters; at most 200 are allowed",
                "o.csv, line 6, customer_id: contains a control character such as a tab or a line end",
                "o.csv, line 7, order_id: begins with rw:, which is reserved for the engine's own events");
    }

    [Fact]
    public void Several_currencies_are_counted_and_warned_of()
    {
        var report = Check(Header + Row + "b,o-2,2024-05-01T12:00:00Z,1,CZK,\nc,o-3,2024-05-01T12:00:00Z,1,eur,\n");

        report.IsValid.Should().BeTrue();
        report.Currencies.Should().BeEquivalentTo(new Dictionary<string, long> { ["EUR"] = 2, ["CZK"] = 1 });
        report.Warnings.Should().ContainSingle().Which.Should().Contain("EUR 2, CZK 1");
    }

    [Fact]
    public void Missing_columns_are_all_named() =>
        Errors("customer_id,total\nada,1\n").Should().Equal("o.csv, line 1, order_id: the column is missing", "o.csv, line 1, ordered_at: the column is missing");

    [Fact]
    public void Unknown_and_repeated_columns_are_errors_and_any_separator_is_found()
    {
        Errors("customer_id,order_id,ordered_at,total,curency\n").Should().ContainSingle().Which.Should()
            .StartWith("o.csv, line 1: column 5 has an unknown name 'curency'");
        Errors("customer_id,order_id,ordered_at,total,total\n").Should().Equal("o.csv, line 1, total: the column occurs twice");
        foreach (var separator in new[] { ";", "\t", "|" })
            Read((Header + Row).Replace(",", separator, StringComparison.Ordinal)).Should().HaveCount(1);
    }

    [Fact]
    public void A_row_with_another_number_of_cells_is_an_error() =>
        Errors(Header + "ada,o-1,2024-05-01T12:00:00Z,1\nada,o-1,2024-05-01T12:00:00Z,1,EUR,web,more\nada,o-1,2024-05-01T12:00:00Z,1,EUR,web,,\n").Should().Equal(
            "o.csv, line 2: has 4 cells, while the header names 6 columns",
            "o.csv, line 3: has 7 cells, while the header names 6 columns");

    [Fact]
    public void An_empty_file_is_an_error_and_a_header_alone_is_not()
    {
        Errors("").Should().ContainSingle().Which.Should().StartWith("o.csv: is empty");
        Errors("\n\n").Should().ContainSingle().Which.Should().StartWith("o.csv: is empty");
        Read(Header).Should().BeEmpty();
    }

    [Fact]
    public void Many_errors_of_one_kind_are_listed_as_one_and_all_are_counted()
    {
        var text = new StringBuilder(Header).Append(Row).Append("ada,o-2,2024-05-01T12:00:00Z,,EUR,\n");
        for (var row = 0; row < 150; row++)
            text.Append(CultureInfo.InvariantCulture, $"ada,r-{row},tomorrow,none,EUR,\n");

        var report = Check(text.ToString());

        report.TotalErrors.Should().Be(301);
        report.InvalidRows.Should().Be(151);
        report.Errors.Select(error => (error.Line, error.Column, error.Count)).Should()
            .Equal((4, "ordered_at", 150), (4, "total", 150), (3, "total", 1));
        var throwing = report.ThrowIfInvalid;
        throwing.Should().Throw<ImportException>().Which.Message.Should().Contain("(and 149 more rows like this)").And.NotContain("more\n");
    }

    [Fact]
    public void A_missing_file_throws_the_systems_exception()
    {
        var reading = () => OrderCsv.Open(Path.Combine(Path.GetTempPath(), "no-such-orders.csv"), OrderMapping.Plain()).Check();

        reading.Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void All_real_purchases_are_read()
    {
        var orders = OrderCsv.Open(RealData.PathOf("cdnow-sample", "purchases.csv"), OrderMapping.Plain());
        var imported = orders.ReadAll(TestContext.Current.CancellationToken);
        var report = orders.Check(cancellationToken: TestContext.Current.CancellationToken);

        imported.Events.Should().HaveCount(6_919);
        imported.Duplicates.Should().Be(0);
        imported.Events.Should().OnlyContain(read => read.Name == EventNames.Purchase && read.Currency == "USD");
        imported.Events.Where(read => read.Customer == new CustomerId("00004")).Sum(read => read.Amount).Should().Be(100.50m);
        (report.Orders, report.Customers, report.Refunds, report.TotalErrors).Should().Be((6_919, 2_357, 0, 0));
    }

    private static string ErrorOf(string row) => Errors(Header + row).Should().ContainSingle().Subject;

    private static OrderReport Check(string text) =>
        Csv.Orders(text, OrderMapping.Plain()).Check(cancellationToken: TestContext.Current.CancellationToken);

    private static IReadOnlyList<string> Errors(string text) => Check(text).Errors();

    private static IReadOnlyList<CustomerEvent> Read(string text, OrderMapping? mapping = null) =>
        Csv.Orders(text, mapping ?? OrderMapping.Plain()).ReadAll(TestContext.Current.CancellationToken).Events;
}
