namespace Retention.Workflows.Import.Tests.Orders;

/// <summary>What a mapping of one's own can say.</summary>
public sealed class OrderMappingTests
{
    private static readonly OrderMapping German = new()
    {
        Columns = new OrderColumns
        {
            Order = "Bestellnummer",
            Customer = ColumnName.Optional("Kundennr"),
            Email = "E-Mail",
            OrderedAt = "Bestellt am",
            Total = "Summe",
            Status = "Status",
            Refunded = ColumnName.Optional("Erstattet"),
            RefundedAt = ColumnName.Optional("Erstattet am"),
            RefundOf = ColumnName.Optional("Gutschrift zu"),
            Product = ColumnName.Optional("Artikel"),
            Quantity = ColumnName.Optional("Menge"),
            LinePrice = ColumnName.Optional("Preis"),
        },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = ',' },
        Times = new TimeFormat { TimeZone = "Europe/Berlin", Formats = ["dd.MM.yyyy HH:mm"] },
        Statuses = new OrderStatuses { Counting = ["versendet", "Bezahlt"], Withdrawn = ["storniert"], Open = ["offen"] },
        Currency = "EUR",
    };

    [Fact]
    public void A_german_file_is_read()
    {
        const string text = "BESTELLNUMMER; Bestellt am ;Kundennr;E-Mail;Summe;Status;Bemerkung\n"
            + "B-1;01.03.2025 14:05;K1;ada@example.org;1.234,50 €;versendet;\n"
            + "B-2;02.03.2025 09:00;;Gast@Example.org;12,00;bezahlt;\"bitte; klingeln\"\n"
            + "B-3;02.03.2025 09:00;K1;ada@example.org;-5,00;versendet;\n";

        var report = Check(text);
        var events = Read(text);

        report.Errors().Should().BeEmpty();
        (report.Orders, report.Refunds, report.Customers, report.Guests).Should().Be((2, 1, 2, 1));
        report.IgnoredColumns.Should().Equal("Bemerkung");
        report.MissingColumns.Should().Equal("refunded", "refundedAt", "refundOf", "product", "quantity", "linePrice");
        events.Select(@event => (@event.Id, @event.Amount)).Should().Equal(("B-1", 1234.5m), ("B-2", 12m), ("B-3/refund/1740902400000/5", -5m));
        events[0].OccurredAt.Should().Be(new DateTimeOffset(2025, 3, 1, 13, 5, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("ADA@EXAMPLE.ORG")]
    [InlineData(" ada@example.org\u00a0")]
    [InlineData("Ada@Example.Org")]
    [InlineData("\u200bada@example.org")]
    public void Every_spelling_of_an_address_is_the_same_guest(string email)
    {
        var customer = Read($"Bestellnummer;Bestellt am;Kundennr;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;;{email};1,00;bezahlt\n").Single().Customer;

        customer.Should().Be(GuestKey.Of("ada@example.org"));
        customer.Value.Should().MatchRegex("^email-[0-9a-f]{32}$").And.NotContain("ada");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("ada", "is not a mailbox")]
    [InlineData("ada@", "is not a mailbox")]
    [InlineData("ada@@example.org", "is not a mailbox")]
    [InlineData("n/a", "is not a mailbox")]
    public void An_order_of_nobody_is_an_error(string email, string reason) =>
        Check($"Bestellnummer;Bestellt am;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;{email};1,00;bezahlt\n").Errors().Should().ContainSingle()
            .Which.Should().StartWith($"o.csv, line 2, E-Mail: {reason}");

    [Fact]
    public void An_order_of_nobody_is_left_out_and_counted_if_the_mapping_says_so()
    {
        var report = Csv.Orders(
            "Bestellnummer;Bestellt am;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;;1,00;bezahlt\nB-2;01.03.2025 14:05;a@b.example;1,00;bezahlt\n",
            German with { LeaveOutAnonymous = true }).Check(cancellationToken: TestContext.Current.CancellationToken);

        (report.IsValid, report.Orders, report.Anonymous).Should().Be((true, 1, 1));
    }

    [Fact]
    public void Statuses_decide_what_counts_and_unknown_ones_are_listed()
    {
        var report = Check("Bestellnummer;Bestellt am;E-Mail;Summe;Status\n"
            + "B-1;01.03.2025 14:05;a@b.example;1,00;BEZAHLT\nB-2;01.03.2025 14:05;a@b.example;1,00; storniert \nB-3;;;;offen\n"
            + "B-4;01.03.2025 14:05;a@b.example;1,00;verloren\nB-5;01.03.2025 14:05;a@b.example;1,00;verloren\nB-6;01.03.2025 14:05;a@b.example;1,00;\n");

        report.Errors().Should().BeEmpty("what is left out need not be complete");
        (report.Orders, report.Withdrawn).Should().Be((1, 1));
        report.LeftOutByStatus.Should().BeEquivalentTo(new Dictionary<string, long> { ["offen"] = 1, ["verloren"] = 2, ["(empty)"] = 1 });
        report.UnknownStatuses.Should().Equal("verloren", "(empty)");
    }

    [Fact]
    public void Rows_of_an_order_are_folded_into_lines()
    {
        var events = Read("Bestellnummer;Bestellt am;E-Mail;Summe;Status;Artikel;Menge;Preis\n"
            + "B-1;01.03.2025 14:05;a@b.example;30,00;bezahlt;hut;2;20,00\nB-1;;;;;schuh;1;10,00\nB-1;;;;;hut;1;10,00\nB-1;;;;;;;\nB-1;;;;;geschenk;0;0\nB-1;;;;;stoff;0,5;3,00\n"
            + "B-2;01.03.2025 14:05;a@b.example;30,00;bezahlt;hut;3;20,00\nB-2;01.03.2025 14:05;a@b.example;30,00;bezahlt;schuh;;10,00\n");

        events.Select(@event => @event.Id).Should().Equal("B-1", "B-2");
        events[0].Lines.Select(line => (line.Product.Value, line.Quantity, line.UnitPrice)).Should()
            .Equal(("hut", 3, 10m), ("schuh", 1, 10m), ("stoff", 1, 3m));
        events[1].Lines.Select(line => (line.Product.Value, line.Quantity, line.UnitPrice)).Should().Equal(("hut", 3, 6.6667m), ("schuh", 1, 10m));
    }

    [Theory]
    [InlineData("B-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;;;\nB-2;01.03.2025 14:05;a@b.example;1,00;bezahlt;;;\nB-1;;;;;;;", "line 4, Bestellt am: is empty")]
    [InlineData("B-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;hut;1;1\nB-2;01.03.2025 14:05;a@b.example;1,00;bezahlt;;;\nB-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;schuh;1;1", "the rows of an order must follow each other")]
    [InlineData("B-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;hut;eins;1", "line 2, Menge: a text of 4 characters is not a number")]
    [InlineData("B-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;hut;1;1\nB-1;;;;;schuh;1;1.5", "line 3, Preis: '1.5' does not have the decimal sign ','")]
    [InlineData("B-1;01.03.2025 14:05;a@b.example;10,00;bezahlt;hut;99999999999;1", "line 2, Menge: is out of range")]
    public void Broken_orders_of_several_rows_are_errors(string rows, string error) =>
        Check("Bestellnummer;Bestellt am;E-Mail;Summe;Status;Artikel;Menge;Preis\n" + rows).Errors().Should().Contain(found => found.Contains(error));

    [Fact]
    public void A_refund_column_becomes_a_refund_that_names_its_order()
    {
        var events = Read("Bestellnummer;Bestellt am;E-Mail;Summe;Status;Erstattet;Erstattet am\n"
            + "B-1;01.03.2025 14:05;a@b.example;30,00;bezahlt;10,00;05.03.2025 09:00\nB-2;01.03.2025 14:05;a@b.example;30,00;bezahlt;-30,00;\nB-3;01.03.2025 14:05;a@b.example;30,00;bezahlt;0,00;\n");

        events.Select(@event => (@event.Id, @event.Amount, @event.Name == EventNames.Refund ? @event.Properties["order"].Text : null)).Should().Equal(
            ("B-1", 30m, null), ("B-1/refunded", -10m, "B-1"), ("B-2", 30m, null), ("B-2/refunded", -30m, "B-2"), ("B-3", 30m, null));
        events[1].OccurredAt.Should().Be(new DateTimeOffset(2025, 3, 5, 8, 0, 0, TimeSpan.Zero));
        events[3].OccurredAt.Should().Be(events[2].OccurredAt);
    }

    [Fact]
    public void A_refund_row_with_a_number_of_its_own_names_the_order_of_its_column()
    {
        const string text = "Bestellnummer;Bestellt am;E-Mail;Summe;Status;Gutschrift zu\n"
            + "G-7;09.03.2025 14:05;a@b.example;-10,00;bezahlt;B-1\nB-1;01.03.2025 14:05;a@b.example;30,00;bezahlt;\nG-8;09.03.2025 14:05;a@b.example;-10,00;bezahlt;\n";

        Read(text).Select(@event => (@event.Id, @event.Properties.TryGetValue("order", out var order) ? order.Text : null)).Should()
            .Equal(("G-7", "B-1"), ("B-1", null), ("G-8/refund/1741525500000/10", "G-8"));
        Check(text.Replace("-10,00;bezahlt;B-1", "-31,00;bezahlt;B-1", StringComparison.Ordinal)).Errors().Should().Equal(
            "o.csv, line 2, Summe: is too much: 31.00 would be refunded of the order of 30.00 on line 3");
    }

    [Theory]
    [InlineData("30,01", "Erstattet: is too much: 30.01 would be refunded of an order of 30.00")]
    [InlineData("viel", "Erstattet: a text of 4 characters is not a number")]
    [InlineData("1.50", "Erstattet: '1.50' does not have the decimal sign")]
    [InlineData("1,505", "Erstattet: is 1.505, and EUR has 2 decimals")]
    [InlineData("$5", "Erstattet: its currency may be USD or CAD or AUD")]
    public void A_wrong_refund_is_an_error(string refunded, string error)
    {
        var report = Check($"Bestellnummer;Bestellt am;E-Mail;Summe;Status;Erstattet\nB-1;01.03.2025 14:05;a@b.example;30,00 €;bezahlt;{refunded}\n");

        report.Errors().Should().ContainSingle().Which.Should().Contain(error);
    }

    [Theory]
    [InlineData("1500", "JPY", 1500)]
    [InlineData("1.500", "JPY", 1500)]
    [InlineData("1,234", "KWD", 1.234)]
    [InlineData("12,50", "CZK", 12.5)]
    [InlineData("12,50 Kč", "", 12.5)]
    public void Decimals_come_from_the_currency(string total, string currency, decimal amount) =>
        ReadWithCurrency(total, currency).ReadAll(TestContext.Current.CancellationToken).Events.Single().Amount.Should().Be(amount);

    [Theory]
    [InlineData("12,50", "JPY", "is 12.50, and JPY has 0 decimals")]
    [InlineData("1,234", "EUR", "is 1.234, and EUR has 2 decimals: perhaps the decimal sign of the mapping must be '.'")]
    [InlineData("1,2345", "KWD", "is 1.2345, and KWD has 3 decimals")]
    [InlineData("12,50 €", "USD", "Währung: is USD, and the total has a sign of EUR")]
    [InlineData("12,50", "Taler", "Währung: is not an ISO 4217 code")]
    public void A_total_that_its_currency_cannot_have_is_an_error(string total, string currency, string error) =>
        ReadWithCurrency(total, currency).Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should().ContainSingle()
            .Which.Should().Contain(error);

    [Fact]
    public void Decimals_that_a_currency_does_not_have_are_rounded_if_the_mapping_says_so() =>
        Csv.Orders("Bestellnummer;Bestellt am;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;a@b.example;10,125;bezahlt\n",
            German with { Amounts = new AmountFormat { Decimal = ',', Round = true } }).ReadAll(TestContext.Current.CancellationToken)
            .Events.Single().Amount.Should().Be(10.13m);

    [Fact]
    public void A_total_without_any_currency_is_an_error() =>
        Csv.Orders("Bestellnummer;Bestellt am;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;a@b.example;10;bezahlt\n", German with { Currency = null })
            .Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should().Equal(
                "o.csv, line 2, Summe: its currency is missing: map its column, or set the currency of the mapping");

    [Fact]
    public void The_limits_of_events_can_be_chosen()
    {
        var limits = new EventLimits { Earliest = new DateTimeOffset(2025, 3, 2, 0, 0, 0, TimeSpan.Zero), IsKnown = customer => customer != "K2" };

        Csv.Orders("Bestellnummer;Bestellt am;Kundennr;E-Mail;Summe;Status\nB-1;01.03.2025 14:05;K1;;10;bezahlt\nB-2;03.03.2025 14:05;K2;;10;bezahlt\n",
            German, new ImportOptions { Limits = limits }).Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should().HaveCount(2)
            .And.Contain(error => error.StartsWith("o.csv, line 2, Bestellt am: is 2025-03-01T13:05:00Z"))
            .And.Contain("o.csv, line 3, Kundennr: is not known");
    }

    private static OrderCsv ReadWithCurrency(string total, string currency) => Csv.Orders(
        $"Bestellnummer;Bestellt am;E-Mail;Summe;Status;Währung\nB-1;01.03.2025 14:05;a@b.example;{total};bezahlt;{currency}\n",
        German with { Columns = German.Columns with { Currency = "Währung" } });

    private static OrderReport Check(string text) => Csv.Orders(text, German).Check(cancellationToken: TestContext.Current.CancellationToken);

    private static IReadOnlyList<CustomerEvent> Read(string text) => Csv.Orders(text, German).ReadAll(TestContext.Current.CancellationToken).Events;
}
