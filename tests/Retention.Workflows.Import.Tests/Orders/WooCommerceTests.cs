namespace Retention.Workflows.Import.Tests.Orders;

/// <summary>Files as plugins for WooCommerce export them.</summary>
public sealed class WooCommerceTests
{
    [Fact]
    public void One_row_an_item_becomes_orders_with_lines()
    {
        var (report, events) = Read("woocommerce-items.csv");

        report.Errors().Should().BeEmpty();
        (report.Rows, report.Orders, report.Refunds, report.Withdrawn, report.Customers, report.Guests).Should().Be((7, 4, 2, 1, 3, 1));
        report.LeftOutByStatus.Should().BeEquivalentTo(new Dictionary<string, long> { ["on-hold"] = 1 });
        events[0].Should().Match<CustomerEvent>(order => order.Id == "2001" && order.Customer == "17" && order.Amount == 58.40m
            && order.OccurredAt == new DateTimeOffset(2025, 6, 12, 12, 2, 0, TimeSpan.Zero));
        events[0].Lines.Select(line => (line.Product.Value, line.Quantity, line.UnitPrice)).Should().Equal(("RUN-42", 1, 49m), ("731", 2, 4.7m));
        events.Single(@event => @event.Id == "2002").Customer.Should().Be(GuestKey.Of("guest@example.org"), "its customer id is 0");
        events.Where(@event => @event.Name == EventNames.Refund).Select(@event => (@event.Id, @event.Amount)).Should()
            .Equal(("2002/refunded", -5m), ("2003/refunded", -20m));
    }

    [Fact]
    public void One_row_an_order_with_the_titles_of_another_plugin_is_understood()
    {
        var (report, events) = Read("woocommerce-orders.csv");

        report.Errors().Should().BeEmpty();
        (report.Separator, report.Orders, report.Refunds, report.Withdrawn).Should().Be((';', 2, 1, 1));
        events.Select(@event => (@event.Id, @event.Amount, @event.Currency)).Should().Equal(
            ("501", 1108.00m, "CZK"), ("502", 50.00m, "CZK"), ("502/refunded", -12.50m, "CZK"));
    }

    [Fact]
    public void Several_items_in_one_cell_become_the_lines_of_their_order()
    {
        var (report, events) = Read("woocommerce-line-items.csv");

        report.Errors().Should().BeEmpty();
        (report.Rows, report.Orders, report.Refunds).Should().Be((4, 4, 1));
        Lines("3001").Should().Equal(("RUN-42", 1, 49m), ("731", 2, 4.7m));
        Lines("3002").Should().Equal(("Gift card: 25 | red; blue", 1, 25m));
        Lines("3003").Should().Equal(("CAP", 3, 6.3333m), ("SOCK \"S\"", 1, 4.7m));
        Lines("3004").Should().BeEmpty();

        IEnumerable<(string, int, decimal?)> Lines(string order) => events.Single(@event => @event.Id == order).Lines
            .Select(line => (line.Product.Value, line.Quantity, line.UnitPrice));
    }

    [Theory]
    [InlineData("id:1|sku:A|quantity:1;nonsense", "item 2 is not written as fields such as sku:A-1|quantity:2")]
    [InlineData("id:1|sku:A|quantity", "item 1 is not written as fields such as sku:A-1|quantity:2")]
    [InlineData("id:1|sku\\:A|quantity:1", "item 1 is not written as fields such as sku:A-1|quantity:2")]
    [InlineData("id:1|quantity:1", "item 1 names no product: sku, product_id and name are empty or missing")]
    [InlineData("id:1|name:|sku:unknown_product|product_id:0|quantity:1", "item 1 names no product: sku, product_id and name are empty or missing")]
    [InlineData("id:1|sku:A|quantity:two", "a text of 3 characters is not a number such as 1234.50")]
    [InlineData("id:1|sku:A|quantity:1|total:1.2.3", "'1.2.3' is not a number such as 1234.50")]
    [InlineData("id:1|sku:A|quantity:3000000000", "is out of range")]
    [InlineData("[{\"sku\":\"A\"", "item 1 is not written as fields such as sku:A-1|quantity:2")]
    [InlineData("[{\"sku\":\"A\"},7]", "item 2 is not written as fields such as sku:A-1|quantity:2")]
    public void A_cell_of_items_that_cannot_be_read_is_an_error_with_line_and_column(string cell, string error)
    {
        var file = "order_number,order_date,order_total,billing_email,line_items\n"
            + "1,2025-06-12 14:02:00,9.40,ada@example.org,sku:A|quantity:1\n"
            + $"2,2025-06-12 14:02:00,9.40,ada@example.org,\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n";

        var report = Csv.Orders(file, OrderMapping.WooCommerce("Europe/Prague", "EUR")).Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors().Should().Equal($"o.csv, line 3, line_items: {error}");
        report.Orders.Should().Be(1);
    }

    [Fact]
    public void An_order_has_at_most_500_lines_also_in_one_cell()
    {
        string Cell(int count) => string.Join(';', Enumerable.Range(1, count).Select(number => $"sku:A-{number}|quantity:1|total:1.00"));
        var head = "order_number,order_date,order_total,billing_email,line_items\n1,2025-06-12 14:02:00,9.40,ada@example.org,";
        OrderReport Check(int count) => Csv.Orders(head + Cell(count) + "\n", OrderMapping.WooCommerce("Europe/Prague", "EUR"))
            .Check(cancellationToken: TestContext.Current.CancellationToken);

        Check(500).Errors().Should().BeEmpty();
        Check(501).Errors().Should().Equal("o.csv, line 2, line_items: has more than 500 lines in this order, or too many pieces");
    }

    private static (OrderReport Report, IReadOnlyList<CustomerEvent> Events) Read(string file)
    {
        var orders = OrderCsv.Open(TestFiles.PathOf(file), OrderMapping.WooCommerce("Europe/Prague", "CZK"));
        var report = orders.Check(cancellationToken: TestContext.Current.CancellationToken);
        report.ThrowIfInvalid();
        return (report, orders.ReadAll(TestContext.Current.CancellationToken).Events);
    }
}
