namespace Retention.Workflows.Import.Tests.Orders;

/// <summary>A file as Shopify's admin exports it.</summary>
public sealed class ShopifyTests
{
    [Fact]
    public void An_export_is_understood()
    {
        var orders = OrderCsv.Open(TestFiles.PathOf("shopify-orders.csv"), OrderMapping.Shopify());
        var report = orders.Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors().Should().BeEmpty();
        (report.Rows, report.Orders, report.Refunds, report.Withdrawn, report.Anonymous, report.Customers, report.Guests).Should()
            .Be((11, 4, 2, 2, 1, 3, 3));
        report.LeftOutByStatus.Should().BeEquivalentTo(new Dictionary<string, long> { ["pending"] = 1, ["disputed"] = 1 });
        report.UnknownStatuses.Should().Equal("disputed");
        report.Warnings.Should().ContainSingle().Which.Should().Contain("'disputed'");
        report.IgnoredColumns.Should().Contain("Billing Name").And.NotContain("Lineitem sku");
        report.MissingColumns.Should().BeEmpty();

        var events = orders.ReadAll(TestContext.Current.CancellationToken).Events;
        var first = events[0];
        (first.Id, first.Name, first.Amount, first.Currency).Should().Be(("#1001", EventNames.Purchase, 148.50m, "EUR"));
        first.OccurredAt.Should().Be(new DateTimeOffset(2025, 3, 1, 13, 5, 0, TimeSpan.Zero));
        first.Lines.Select(line => (line.Product.Value, line.Quantity, line.UnitPrice)).Should()
            .Equal(("RUN-42", 1, 89.00m), ("SOCK-M", 3, 15.50m), ("Gift, wrapped \"nicely\"", 1, 13.00m));
        first.Properties.Should().Contain("channel", "web").And.Contain("discount-code", "SPRING");
        events.Where(@event => @event.Name == EventNames.Refund)
            .Select(@event => (@event.Id, @event.Amount, @event.Properties["order"].Text)).Should()
            .Equal(("#1002/refunded", -20.00m, "#1002"), ("#1003/refunded", -49.90m, "#1003"));
        events.Where(@event => @event.Id is "#1001" or "#1002").Select(@event => @event.Customer).Distinct().Should().ContainSingle()
            .Which.Should().Be(GuestKey.Of("Ada@Example.ORG"));
    }
}
