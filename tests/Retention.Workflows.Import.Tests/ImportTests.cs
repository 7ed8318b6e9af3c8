using Retention.Workflows.Testing;

namespace Retention.Workflows.Import.Tests;

/// <summary>Files on their way into the engine.</summary>
public sealed class ImportTests
{
    private const string Header = "customer_id,order_id,ordered_at,total\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_import_of_the_same_file_changes_nothing()
    {
        await using var shop = await StartAsync();
        var options = new ImportOptions { Time = shop.Time };
        var orders = OrderCsv.Open(TestFiles.PathOf("shopify-orders.csv"), OrderMapping.Shopify(), options);

        var first = await shop.Client.ImportAsync(orders, cancellationToken: Token);
        var second = await shop.Client.ImportAsync(orders, cancellationToken: Token);

        first.Problems.Should().BeEmpty();
        (first.Stored, first.StoredBefore, first.Withdrawn, first.NotStored).Should().Be((6, 0, 0, 0));
        (second.Stored, second.StoredBefore, second.Withdrawn, second.NotStored).Should().Be((0, 6, 0, 0));
        second.Report.First.Should().Equal(first.Report.First);
        (second.Report.Orders, second.Report.Refunds).Should().Be((first.Report.Orders, first.Report.Refunds));
    }

    [Fact]
    public async Task A_file_with_an_error_in_its_last_row_stores_nothing()
    {
        await using var shop = await StartAsync();
        foreach (var last in new[]
        {
            "ada,rw:1,2025-05-01T12:00:00Z,1", "ada,o-3,3024-05-01T12:00:00Z,1", "ada,o-3,2025-05-01T12:00:00Z,one", "ada,o-1,2025-05-01T12:00:00Z,2",
            "\"ada,o-3,2025-05-01T12:00:00Z,1",
        })
        {
            var orders = Csv.Orders(Header + "ada,o-1,2025-05-01T12:00:00Z,1\nbob,o-2,2025-05-01T12:00:00Z,1\n" + last, OrderMapping.Plain(),
                new ImportOptions { BatchSize = 1, Time = shop.Time });
            var importing = () => shop.Client.ImportAsync(orders, cancellationToken: Token);

            await importing.Should().ThrowAsync<ImportException>();
        }

        var stored = await shop.Client.ImportAsync(
            Csv.Orders(Header + "ada,o-1,2025-05-01T12:00:00Z,1\nbob,o-2,2025-05-01T12:00:00Z,1\n", OrderMapping.Plain()), cancellationToken: Token);
        stored.StoredBefore.Should().Be(0);
    }

    [Fact]
    public async Task Invalid_rows_are_left_out_if_the_caller_says_so()
    {
        await using var shop = await StartAsync();
        var orders = Csv.Orders(Header
            + "ada,o-1,2025-05-01T12:00:00Z,1\nada,o-2,yesterday,1\nbob,o-3,2025-05-01T12:00:00Z,1\nbob,o-1,2025-05-01T12:00:00Z,1\nada,o-1,2025-05-02T12:00:00Z,-5\n",
            OrderMapping.Plain(), new ImportOptions { LeaveOutInvalidRows = true, Time = shop.Time });

        var result = await shop.Client.ImportAsync(orders, cancellationToken: Token);

        (result.Stored, result.NotStored, result.Report.InvalidRows, result.Report.TotalErrors).Should().Be((2, 0, 3, 3));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_even_if_invalid_rows_are_left_out()
    {
        await using var shop = await StartAsync();
        foreach (var text in new[] { "", "customer_id,order_id\nada,o-1\n", Header + "\"ada,o-1" })
        {
            var importing = () => shop.Client.ImportAsync(
                Csv.Orders(text, OrderMapping.Plain(), new ImportOptions { LeaveOutInvalidRows = true }), cancellationToken: Token);

            await importing.Should().ThrowAsync<ImportException>();
        }
    }

    [Fact]
    public async Task An_order_that_was_cancelled_since_is_withdrawn_once()
    {
        await using var shop = await StartAsync();
        var mapping = OrderMapping.Shopify();
        const string head = "Name,Email,Financial Status,Currency,Total,Created at,Cancelled at,Refunded Amount\n";
        var before = Csv.Orders(head + "#1,ada@example.org,paid,EUR,50.00,2025-05-01 12:00:00 +0200,,0\n", mapping);
        var after = Csv.Orders(head + "#1,ada@example.org,paid,EUR,50.00,2025-05-01 12:00:00 +0200,2025-05-02 12:00:00 +0200,0\n", mapping);

        (await shop.Client.ImportAsync(before, cancellationToken: Token)).Stored.Should().Be(1);
        (await BoughtAsync(shop)).Should().BeTrue();
        (await shop.Client.ImportAsync(after, cancellationToken: Token)).Withdrawn.Should().Be(1);
        (await BoughtAsync(shop)).Should().BeFalse();
        (await shop.Client.ImportAsync(after, cancellationToken: Token)).Withdrawn.Should().Be(0);
    }

    [Fact]
    public async Task An_order_that_was_paid_back_does_not_count_as_a_purchase()
    {
        await using var shop = await StartAsync();
        const string head = "Name,Email,Financial Status,Currency,Total,Created at,Refunded Amount\n";

        await shop.Client.ImportAsync(Csv.Orders(
            head + "#1,ada@example.org,refunded,EUR,50.00,2025-05-01 12:00:00 +0200,50.00\n", OrderMapping.Shopify()), cancellationToken: Token);

        (await BoughtAsync(shop)).Should().BeFalse();
    }

    [Fact]
    public async Task A_changed_order_is_listed_and_the_stored_one_stays()
    {
        await using var shop = await StartAsync();

        await ImportAsync(shop, "#1,50.00,0", "#2,50.00,0");
        var second = await ImportAsync(shop, "#1,50.00,0", "#2,60.00,0");

        (second.StoredBefore, second.NotStored).Should().Be((1, 1));
        second.Problems.Select(problem => problem.ToString()).Should().Equal(
            "o.csv, line 3: the order is stored with other content; it stays as it is");
    }

    [Fact]
    public async Task A_refund_that_grew_since_the_last_import_is_stored_once_by_its_difference()
    {
        await using var shop = await StartAsync();

        (await ImportAsync(shop, "#1,50.00,10.00")).Stored.Should().Be(2);
        var grown = await ImportAsync(shop, "#1,50.00,25.00");
        (await SpentAsync(shop, 25)).Should().BeTrue();
        var again = await ImportAsync(shop, "#1,50.00,25.00");
        (await SpentAsync(shop, 25)).Should().BeTrue();
        await ImportAsync(shop, "#1,50.00,25.50");
        await ImportAsync(shop, "#1,50.00,49.99");

        (grown.Stored, grown.StoredBefore, grown.NotStored).Should().Be((1, 1, 0));
        (again.Stored, again.StoredBefore, again.NotStored).Should().Be((0, 2, 0));
        (await SpentAsync(shop, 0.01m)).Should().BeTrue();
    }

    [Fact]
    public async Task A_refund_that_grows_to_the_total_takes_the_order_out()
    {
        await using var shop = await StartAsync();

        await ImportAsync(shop, "#1,50.00,10.00");
        (await BoughtAsync(shop)).Should().BeTrue();
        await ImportAsync(shop, "#1,50.00,50.00");
        var again = await ImportAsync(shop, "#1,50.00,50.00");

        (await BoughtAsync(shop)).Should().BeFalse();
        (again.Stored, again.StoredBefore, again.NotStored).Should().Be((0, 2, 0));
    }

    [Fact]
    public async Task A_refund_that_shrank_is_listed_and_the_stored_ones_stay()
    {
        await using var shop = await StartAsync();
        await ImportAsync(shop, "#1,50.00,10.00");
        await ImportAsync(shop, "#1,50.00,25.00");

        var third = await ImportAsync(shop, "#1,50.00,20.00");

        (third.Stored, third.StoredBefore, third.NotStored).Should().Be((0, 1, 1));
        third.Problems.Select(problem => problem.ToString()).Should().Equal(
            "o.csv, line 2: 20.00 is less than the 25.00 that were refunded of the order before; they stay as they are");
        (await SpentAsync(shop, 25)).Should().BeTrue();
    }

    [Fact]
    public async Task Customers_and_their_orders_meet_under_one_key()
    {
        await using var shop = await StartAsync();
        var options = new ImportOptions { Time = shop.Time };
        var customers = await shop.Client.ImportAsync(
            CustomerCsv.Open(TestFiles.PathOf("shopify-customers.csv"), CustomerMapping.Shopify("DE"), options), cancellationToken: Token);
        await shop.Client.ImportAsync(OrderCsv.Open(TestFiles.PathOf("shopify-orders.csv"), OrderMapping.Shopify(), options), cancellationToken: Token);

        (customers.Stored, customers.NotStored).Should().Be((3, 0));
        var ada = await shop.Client.ReadCustomerAsync(GuestKey.Of("ada@example.org"), Token);
        ada.Customer!.FirstName.Should().Be("Ada");
        ada.Customer.AddressOn(Channel.Email).Should().Be("ada@example.org");
        (await shop.Client.ExplainAsync(Customer.Had(EventNames.Purchase).Exactly(2), GuestKey.Of("ada@example.org"), Token)).Holds.Should().BeTrue();
    }

    [Fact]
    public async Task An_erased_customer_is_left_out_and_counted()
    {
        await using var shop = await StartAsync();
        await shop.Privacy.EraseAsync("ada", Token);

        var result = await shop.Client.ImportAsync(
            Csv.Orders(Header + "ada,o-1,2025-05-01T12:00:00Z,1\nbob,o-2,2025-05-01T12:00:00Z,1\n", OrderMapping.Plain()), cancellationToken: Token);

        (result.Stored, result.Erased).Should().Be((1, 1));
    }

    [Fact]
    public async Task All_real_purchases_are_imported_and_a_second_time_none()
    {
        await using var shop = await StartAsync();
        var orders = OrderCsv.Open(RealData.PathOf("cdnow-sample", "purchases.csv"), OrderMapping.Plain());

        (await shop.Client.ImportAsync(orders, cancellationToken: Token)).Stored.Should().Be(6_919);
        (await shop.Client.ImportAsync(orders, cancellationToken: Token)).StoredBefore.Should().Be(6_919);
    }

    [Fact]
    public async Task Real_sales_with_the_dates_and_amounts_of_another_country_are_the_same_orders()
    {
        var path = RealData.PathOf("cdnow-sample", "purchases.csv");
        var rows = (await File.ReadAllLinesAsync(path, Token)).Skip(1).Select(line => line.Split(','));
        var text = "Kunde;Nr;Datum;Summe\r\n" + string.Concat(rows.Select(row =>
            $"{row[0]};{row[1]};{DateTimeOffset.Parse(row[2]).AddHours(-5):dd.MM.yyyy HH:mm};{row[3].Replace('.', ',')} US$\r\n"));
        var mapping = new OrderMapping
        {
            Columns = new OrderColumns { Customer = "Kunde", Order = "Nr", OrderedAt = "Datum", Total = "Summe" },
            Amounts = new AmountFormat { Decimal = ',' },
            Times = new TimeFormat { TimeZone = "Etc/GMT+5", Formats = ["dd.MM.yyyy HH:mm"] },
        };

        Csv.Orders(text, mapping).ReadAll(Token).Events.Should().Equal(OrderCsv.Open(path, OrderMapping.Plain()).ReadAll(Token).Events,
            (mine, plain) => mine.Id == plain.Id && mine.Customer == plain.Customer && mine.Amount == plain.Amount && mine.OccurredAt == plain.OccurredAt
                && mine.Currency == plain.Currency);
    }

    private static async Task<bool> BoughtAsync(JourneyHarness shop) =>
        (await shop.Client.ExplainAsync(Customer.Had(EventNames.Purchase).AtLeast(1), GuestKey.Of("ada@example.org"), Token)).Holds;

    /// <summary>True if exactly this amount is left of what the customer paid.</summary>
    private static async Task<bool> SpentAsync(JourneyHarness shop, decimal amount) =>
        (await shop.Client.ExplainAsync(Customer.SpentAtLeast(amount) & !Customer.SpentAtLeast(amount + 0.01m),
            GuestKey.Of("ada@example.org"), Token)).Holds;

    /// <summary>Imports orders of one customer, each as number, total and what was paid back.</summary>
    private static Task<ImportResult<OrderReport>> ImportAsync(JourneyHarness shop, params string[] orders) => shop.Client.ImportAsync(
        Csv.Orders("Email,Financial Status,Currency,Created at,Name,Total,Refunded Amount\n"
            + string.Concat(orders.Select(order => $"ada@example.org,paid,EUR,2025-05-01 12:00:00 +0200,{order}\n")), OrderMapping.Shopify()),
        cancellationToken: Token);

    private static Task<JourneyHarness> StartAsync() => JourneyHarness.StartAsync<Quiet>();

    private sealed class Quiet : IJourney
    {
        public static JourneyName Name => new("quiet");

        public static void Define(JourneyBuilder journey) => journey.Steps.RecordEvent("note", "noted");
    }
}
