using Retention.Workflows;

namespace Swiftmotion.Churn.Tests;

public sealed class RealShopTests
{
    [Fact]
    public void Every_customer_of_the_file_gets_invented_addresses_and_consent()
    {
        var shop = RealShop.From([Purchase("bob", "o-2", 3), Purchase("ada", "o-3", 9), Purchase("bob", "o-1", 1)]);

        shop.Customers.Select(customer => customer.Id.Value).Should().Equal("ada", "bob");
        shop.Customers.Select(customer => customer.AddressOn(Channel.Email)).Should()
            .Equal("customer-000001@purchases.example", "customer-000002@purchases.example");
        shop.Customers.Should().OnlyContain(
            customer => customer.HasConsent(Topic.Marketing, Channel.Email) && customer.HasConsent(Topic.Marketing, Channel.Sms));
        shop.Events.Select(@event => @event.Id).Should().Equal("o-1", "o-2", "o-3");
        shop.Products.Should().BeEmpty();
        (shop.FirstDay, shop.LastDay, shop.Currency).Should().Be((new DateOnly(1997, 1, 1), new DateOnly(1997, 1, 9), "USD"));
    }

    [Fact]
    public void A_file_without_purchases_is_refused()
    {
        var making = () => RealShop.From([]);

        making.Should().Throw<ArgumentException>().WithMessage("*nothing to replay*");
    }

    private static CustomerEvent Purchase(string customer, string order, int day) =>
        CustomerEvent.Of(
            order, new Purchase(new CustomerId(customer), new DateTimeOffset(1997, 1, day, 12, 0, 0, TimeSpan.Zero), 10, "USD"));
}
