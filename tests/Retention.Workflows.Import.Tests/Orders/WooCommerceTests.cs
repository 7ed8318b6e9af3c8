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

    private static (OrderReport Report, IReadOnlyList<CustomerEvent> Events) Read(string file)
    {
        var orders = OrderCsv.Open(TestFiles.PathOf(file), OrderMapping.WooCommerce("Europe/Prague", "CZK"));
        var report = orders.Check(cancellationToken: TestContext.Current.CancellationToken);
        report.ThrowIfInvalid();
        return (report, orders.ReadAll(TestContext.Current.CancellationToken).Events);
    }
}
