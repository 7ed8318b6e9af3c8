using System.Globalization;
using System.Text;

namespace Retention.Workflows.Tests.Events.Import;

public sealed class PurchaseCsvTests
{
    private const string Header = "customer_id,order_id,ordered_at,total,currency,channel\n";
    private const string Row = "ada,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,web\n";

    [Fact]
    public void A_row_becomes_a_purchase_with_its_channel()
    {
        var imported = Read(Header + Row);

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
    public void A_negative_total_becomes_a_refund()
    {
        Read(Header + "ada,o-1,2024-05-01T12:00:00Z,-5,EUR,\n").Events.Single().Name.Should().Be(EventNames.Refund);
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_optional_ones_may_be_missing()
    {
        var read = Read("Total, ordered_at ,order_id,customer_id\r\n7,2024-05-01T12:00Z,o-1,ada\r\n").Events.Single();

        (read.Customer.Value, read.Id, read.Amount, read.Currency, read.Properties.Count).Should().Be(("ada", "o-1", 7m, "EUR", 0));
    }

    [Fact]
    public void A_total_without_a_currency_has_the_default_one()
    {
        using var reader = new StringReader(Header + "ada,o-1,2024-05-01T12:00:00Z,5,,\n");

        PurchaseCsv.Read(reader, "p.csv", "CZK").Events.Single().Currency.Should().Be("CZK");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_kind_of_line_end_ends_a_row_and_blank_lines_are_skipped(string end)
    {
        var text = string.Join(end, Header.TrimEnd(), "", Row.TrimEnd(), "", "bob,o-2,2024-05-01T12:00:00Z,1,EUR,app", "");

        Read(text).Events.Select(read => read.Id).Should().Equal("o-1", "o-2");
    }

    [Fact]
    public void The_last_row_needs_no_line_end()
    {
        Read(Header + Row.TrimEnd()).Events.Should().HaveCount(1);
    }

    [Fact]
    public void Quoted_cells_hold_commas_quotes_and_line_ends()
    {
        var read = Read(
            Header + "\"ada, \"\"the first\"\"\",o-1,\"2024-05-01T12:00:00Z\",\"1.5\",EUR,\"a\r\nb\"\nbob,o-2,nonsense,1,EUR,x");

        read.Errors.Should()
            .Equal(
                "p.csv, line 4, ordered_at: a text of 8 characters is not an ISO 8601 instant such as 2024-05-01T10:00:00Z or 2024-05-01T12:00:00+02:00");

        var purchase = Read(Header + "\"ada, \"\"the first\"\"\",o-1,\"2024-05-01T12:00:00Z\",\"1.5\",EUR,\"a\r\nb\"\n").Events.Single();
        purchase.Customer.Value.Should().Be("ada, \"the first\"");
        purchase.Properties["channel"].Text.Should().Be("a\r\nb");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_column()
    {
        Read('\uFEFF' + Header + Row).Events.Should().HaveCount(1);

        var path = Path.GetTempFileName();
        File.WriteAllText(path, Header + Row, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        PurchaseCsv.Read(path).Events.Should().HaveCount(1);
        File.Delete(path);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(
            path, [.. Encoding.UTF8.GetBytes(Header), .. Encoding.Latin1.GetBytes("žofie,o-1,2024-05-01T12:00:00Z,5,EUR,Café")]);

        var reading = () => PurchaseCsv.Read(path);

        reading.Should().Throw<ImportException>().Which.Errors.Single().Reason.Should().Contain("not UTF-8");
        File.Delete(path);
    }

    [Fact]
    public void A_repeated_row_counts_once()
    {
        var imported = Read(Header + Row + "bob,o-2,2024-05-01T12:00:00Z,1,EUR,app\n" + Row + Row);

        imported.Events.Should().HaveCount(2);
        imported.Duplicates.Should().Be(2);
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
            var imported = Read(text);

            imported.Events.Where(@event => @event.Name == EventNames.Purchase).Should().ContainSingle().Which.Id.Should().Be("o-1");
            var found = imported.Events.Where(@event => @event.Name == EventNames.Refund).ToList();
            found.Sum(refund => refund.Amount).Should().Be(-refunded);
            found.Should().OnlyContain(refund => refund.Properties["order"].Text == "o-1" && refund.Properties.ContainsKey("channel"));
            found.Select(refund => refund.Id).Should().OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void An_order_refunded_above_its_total_is_an_error_with_both_amounts() =>
        Read(Header + Row + "ada,o-1,2024-05-09T12:00:00Z,-20,EUR,web\nada,o-1,2024-05-10T12:00:00Z,-10,EUR,web").Errors.Should().Equal(
            "p.csv, line 4, total: 30.00 would be refunded of order 'o-1', whose total is 29.33");

    [Fact]
    public void A_refund_under_its_own_number_names_no_order() =>
        Read(Header + Row + "ada,o-2,2024-05-09T12:00:00Z,-20,EUR,web").Events[1].Properties.ContainsKey("order").Should().BeFalse();

    [Theory]
    [InlineData("ada,o-1,2024-05-01T12:00:00+02:00,30,EUR,web", "another total")]
    [InlineData("bob,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,web", "another customer")]
    [InlineData("ada,o-1,2024-05-01T12:00:00Z,29.33,EUR,web", "another time")]
    [InlineData("ada,o-1,2024-05-01T12:00:00+02:00,29.33,EUR,app", "another channel")]
    public void The_same_order_with_other_content_is_an_error(string row, string difference)
    {
        Read(Header + Row + row).Errors.Should().Equal($"p.csv, line 3, order_id: order 'o-1' is already on line 2 with {difference}");
    }

    [Theory]
    [InlineData("2024-05-01T12:00:00", "has no offset")]
    [InlineData("2024-05-01", "not an ISO 8601 instant")]
    [InlineData("01.05.2024 12:00", "not an ISO 8601 instant")]
    [InlineData("2024-02-30T12:00:00Z", "not an ISO 8601 instant")]
    [InlineData("2024-05-01T25:00:00Z", "not an ISO 8601 instant")]
    [InlineData("0001-01-01T00:00:00+02:00", "not an ISO 8601 instant")]
    [InlineData("", "is empty")]
    public void An_invalid_time_is_an_error(string time, string reason)
    {
        ErrorOf($"ada,o-1,{time},1,EUR,").Should().StartWith("p.csv, line 2, ordered_at: ").And.Contain(reason);
    }

    [Theory]
    [InlineData("2024-05-01T12:00Z")]
    [InlineData("2024-05-01T14:00:00.0000000+02:00")]
    [InlineData("2024-05-01T06:30:00.000-05:30")]
    public void Instants_are_read_with_seconds_fractions_and_any_offset(string time)
    {
        Read(Header + $"ada,o-1,{time},1,EUR,").Events.Single().OccurredAt.Should()
            .Be(new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("\"1,50\"", "'1,50' is not a decimal number")]
    [InlineData("1e3", "'1e3' is not a decimal number")]
    [InlineData("12 EUR", "'12 EUR' is not a decimal number")]
    [InlineData("twelve", "a text of 6 characters is not a decimal number")]
    [InlineData("ada@example.org", "a text of 15 characters is not a decimal number")]
    [InlineData("1.00000", "")]
    [InlineData("1.00001", "at most 4 decimal places")]
    [InlineData("100000000000.01", "is within")]
    [InlineData("-100000000001", "is within")]
    [InlineData("99999999999999999999999999999999999999", "not a decimal number")]
    [InlineData("0.00000000000000000000000000000000001", "not a decimal number")]
    [InlineData("", "is empty")]
    public void An_invalid_total_is_an_error(string total, string reason)
    {
        var read = Read(Header + $"ada,o-1,2024-05-01T12:00:00Z,{total},EUR,");

        if (reason.Length == 0)
            read.Events.Should().HaveCount(1);
        else
            read.Errors.Should().ContainSingle().Which.Should().StartWith("p.csv, line 2, total: ").And.Contain(reason);
    }

    [Fact]
    public void Empty_overlong_and_control_character_ids_are_errors()
    {
        var longId = new string('x', 201);

        Read(Header
            + $",o-1,2024-05-01T12:00:00Z,1,EUR,\nada,  ,2024-05-01T12:00:00Z,1,EUR,\n{longId},{longId},2024-05-01T12:00:00Z,1,EUR,\n\"a\tb\",o-4,2024-05-01T12:00:00Z,1,EUR,")
            .Errors.Should().Equal(
                "p.csv, line 2, customer_id: is empty",
                "p.csv, line 3, order_id: is empty",
                "p.csv, line 4, customer_id: has 201 characters; at most 200 are allowed",
                "p.csv, line 4, order_id: has 201 characters; at most 200 are allowed",
                "p.csv, line 5, customer_id: contains a control character such as a tab or a line end");
    }

    [Fact]
    public void Mixed_currencies_are_reported_once_for_each_additional_currency()
    {
        var read = Read(
            Header + Row
                + "b,o-2,2024-05-01T12:00:00Z,1,CZK,\nc,o-3,2024-05-01T12:00:00Z,1,CZK,\nd,o-4,2024-05-01T12:00:00Z,1,USD,\ne,o-5,2024-05-01T12:00:00Z,1,eur,\n");

        read.Errors.Should().Equal(
            "p.csv, line 3, currency: CZK cannot be added to EUR, which first occurs on line 2: convert all totals to one currency",
            "p.csv, line 5, currency: USD cannot be added to EUR, which first occurs on line 2: convert all totals to one currency",
            "p.csv, line 6, currency: is not an ISO 4217 code of three capital letters such as EUR");
    }

    [Fact]
    public void Missing_columns_are_all_named()
    {
        Read("customer_id,total\nada,1\n").Errors.Should()
            .Equal("p.csv, line 1, order_id: the column is missing", "p.csv, line 1, ordered_at: the column is missing");
    }

    [Fact]
    public void Unknown_and_repeated_columns_are_errors_and_so_is_another_separator()
    {
        Read("customer_id,order_id,ordered_at,total,curency\n").Errors.Should().ContainSingle().Which.Should()
            .StartWith("p.csv, line 1: column 5 has an unknown name");
        Read("customer_id,order_id,ordered_at,total,total\n").Errors.Should().Equal("p.csv, line 1, total: the column occurs twice");
        Read("customer_id;order_id;ordered_at;total\n").Errors.Should().HaveCount(5).And
            .Contain("p.csv, line 1: the columns are separated by something other than a comma");
    }

    [Fact]
    public void A_row_with_too_few_or_too_many_cells_is_an_error()
    {
        Read(Header + "ada,o-1,2024-05-01T12:00:00Z,1\nada,o-2,2024-05-01T12:00:00Z,1,EUR,web,more\n").Errors.Should().Equal(
            "p.csv, line 2: has 4 cells, while the first line names 6 columns",
            "p.csv, line 3: has 7 cells, while the first line names 6 columns");
    }

    [Theory]
    [InlineData("ada,o\"1,2024-05-01T12:00:00Z,1,EUR,\n", "a quote is inside a cell")]
    [InlineData("\"ada\"x,o-1,2024-05-01T12:00:00Z,1,EUR,\n", "there is text after a closing quote")]
    [InlineData("\"ada,o-1,2024-05-01T12:00:00Z,1,EUR,\n", "a quote is opened but not closed")]
    public void Broken_quotes_are_errors(string row, string reason)
    {
        ErrorOf(row).Should().StartWith("p.csv, line 2: ").And.Contain(reason);
    }

    [Fact]
    public void A_quote_that_is_never_closed_stops_the_reading_early()
    {
        var text = new StringBuilder(Header).Append("\"ada,");
        for (var row = 0; row < 1_000; row++)
            text.Append(Row);

        Read(text.ToString()).Errors.Should().ContainSingle().Which.Should().Contain("a closing quote is missing");
    }

    [Fact]
    public void An_empty_file_is_an_error_and_a_header_alone_is_not()
    {
        Read("").Errors.Should().ContainSingle().Which.Should().StartWith("p.csv: is empty");
        Read("\n\n").Errors.Should().ContainSingle().Which.Should().StartWith("p.csv: is empty");
        Read(Header).Events.Should().BeEmpty();
    }

    [Fact]
    public void All_errors_are_counted_and_the_first_hundred_listed()
    {
        var text = new StringBuilder(Header).Append(Row);
        for (var row = 0; row < 150; row++)
            text.Append(CultureInfo.InvariantCulture, $"ada,r-{row},tomorrow,none,EUR,\n");
        using var reader = new StringReader(text.ToString());

        var reading = () => PurchaseCsv.Read(reader, "p.csv");

        var thrown = reading.Should().Throw<ImportException>().Which;
        thrown.Errors.Should().HaveCount(100);
        thrown.TotalErrors.Should().Be(300);
        thrown.Message.Should().EndWith("and 200 more").And.Contain("p.csv, line 3, ordered_at: ");
        thrown.Errors[1].Should().Be(new ImportError { File = "p.csv", Line = 3, Column = "total",
            Reason = "a text of 4 characters is not a decimal number such as 1234.50" });
    }

    [Fact]
    public void A_missing_file_throws_the_systems_exception()
    {
        var reading = () => PurchaseCsv.Read(Path.Combine(Path.GetTempPath(), "no-such-purchases.csv"));

        reading.Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void All_real_purchases_are_read()
    {
        var imported = PurchaseCsv.Read(RealData.PathOf("cdnow-sample", "purchases.csv"));

        imported.Events.Should().HaveCount(6_919);
        imported.Duplicates.Should().Be(0);
        imported.Events.Select(read => read.Customer).Distinct().Should().HaveCount(2_357);
        imported.Events.Should().OnlyContain(read => read.Name == EventNames.Purchase && read.Currency == "USD");
        imported.Events.Where(read => read.Customer == new CustomerId("00004")).Sum(read => read.Amount).Should().Be(100.50m);
    }

    private static string ErrorOf(string row) => Read(Header + row).Errors.Should().ContainSingle().Subject;

    private static Outcome Read(string text)
    {
        using var reader = new StringReader(text);
        try
        {
            var imported = PurchaseCsv.Read(reader, "p.csv");
            return new Outcome(imported.Events, imported.Duplicates, []);
        }
        catch (ImportException exception)
        {
            return new Outcome([], 0, [.. exception.Errors.Select(error => error.ToString())]);
        }
    }

    private sealed record Outcome(IReadOnlyList<CustomerEvent> Events, int Duplicates, IReadOnlyList<string> Errors);
}
