namespace Retention.Workflows.Import.Tests.Orders;

/// <summary>The grid of orders as Magento 2 exports it.</summary>
public sealed class MagentoTests
{
    [Fact]
    public void An_export_is_understood()
    {
        var orders = OrderCsv.Open(TestFiles.PathOf("magento-orders.csv"), OrderMapping.Magento("America/Chicago", "USD"));
        var report = orders.Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors().Should().BeEmpty();
        (report.Rows, report.Orders, report.Refunds, report.Withdrawn, report.Customers, report.Guests).Should().Be((6, 4, 2, 1, 2, 2));
        report.LeftOutByStatus.Should().BeEquivalentTo(new Dictionary<string, long> { ["Pending"] = 1 });
        orders.ReadAll(TestContext.Current.CancellationToken).Events
            .Select(@event => (@event.Id, @event.Amount, @event.Currency, At: @event.OccurredAt.ToString("u"))).Should().Equal(
                ("000000301", 36.39m, "USD", "2025-06-12 19:02:00Z"),
                ("000000302", 219.4m, "USD", "2025-06-12 05:30:00Z"),
                ("000000302/refunded", -19.4m, "USD", "2025-06-12 05:30:00Z"),
                ("000000303", 1299m, "USD", "2025-12-01 15:08:07Z"),
                ("000000303/refunded", -1299m, "USD", "2025-12-01 15:08:07Z"),
                ("000000304", 10m, "USD", "2025-11-02 06:30:00Z"));
    }
}
