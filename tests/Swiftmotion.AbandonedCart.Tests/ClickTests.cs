using Retention.Workflows;

namespace Swiftmotion.AbandonedCart.Tests;

/// <summary>The clicks that the sample generates, and those that it reads.</summary>
public sealed class ClickTests
{
    [Fact]
    public void The_same_seed_gives_the_same_clicks_and_another_seed_others()
    {
        var (one, same, other) = (ClickStream.Generate(7, 80), ClickStream.Generate(7, 80), ClickStream.Generate(8, 80));

        one.Data.Events.Should().Equal(same.Data.Events);
        one.Data.Events.Should().NotEqual(other.Data.Events);
        one.Data.Events.Select(@event => (@event.Customer, @event.Id)).Should().OnlyHaveUniqueItems();
        one.Data.Events.Select(@event => @event.OccurredAt).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Some_carts_are_bought_some_abandoned_some_emptied()
    {
        var clicks = ClickStream.Generate(1, 400).Data.Events.Where(@event => @event.Id.StartsWith("click-", StringComparison.Ordinal))
            .ToList();
        var carts = clicks.GroupBy(@event => @event.Customer).Select(Cart.From).ToList();

        carts.Count(cart => cart.IsEmpty).Should().BeGreaterThan(40);
        carts.Count(cart => cart.Total > 0).Should().BeGreaterThan(40);
        clicks.Select(@event => @event.Name.Value).Distinct().Should()
            .BeEquivalentTo("product-viewed", "cart-item-added", "cart-item-removed", "cart-updated", "checkout-started", "purchase");
    }

    [Fact]
    public void Real_clicks_become_carts_with_invented_prices_names_and_addresses()
    {
        var at = new DateTimeOffset(2022, 8, 1, 10, 0, 0, TimeSpan.Zero);
        var shop = RealClicks.From([Click("b", "2", at.AddHours(1), EventNames.Purchase), Click("a", "1", at, EventNames.CartItemAdded),
            Click("c", "3", at, EventNames.CartItemAdded)], sessions: 2);

        shop.Data.Customers.Select(customer => customer.Id.Value).Should().Equal("a", "b");
        shop.Data.Customers.Should().OnlyContain(customer => customer.HasConsent(Topic.Marketing, Channel.Email)
            && customer.AddressOn(Channel.Email)!.EndsWith("@clicks.example", StringComparison.Ordinal));
        shop.Data.Events.Should().HaveCount(2).And.OnlyContain(@event => @event.Lines.Count == 1 && @event.Lines[0].UnitPrice > 5);
        shop.Data.Events[1].Should().Match<CustomerEvent>(bought => bought.Amount == bought.Lines[0].UnitPrice && bought.Currency == "EUR");
        shop.Data.Products.Should().OnlyContain(product => product.Category != null && product.Price < 210);
        FluentActions.Invoking(() => RealClicks.From([])).Should().Throw<ArgumentException>();
    }

    private static CustomerEvent Click(string customer, string product, DateTimeOffset at, EventName name) => new()
    {
        Id = $"{customer}-{product}",
        Customer = new CustomerId(customer),
        Name = name,
        OccurredAt = at,
        Properties = new PropertyBag([new("product", product)]),
    };
}
