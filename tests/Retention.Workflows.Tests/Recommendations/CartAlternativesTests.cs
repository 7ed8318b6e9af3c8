using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Tests.Recommendations;

public class CartAlternativesTests
{
    private static readonly Product[] Shop =
    [
        Of("boot-200", "Boots"), Of("boot-150", "Boots"), Of("boot-90", "Boots"), Of("boot-140", "Boots"),
        Of("sock-9", "Socks"), Of("sock-7", "Socks"), Of("sock-12", "Socks"), Of("sock-5", "Socks") with { Currency = "CZK" },
        Of("thing-50", null), Of("boot-0", "Boots") with { Price = null },
    ];

    [Fact]
    public void Cheaper_products_alternate_between_lines_the_nearest_price_first() =>
        Choose(["sock-9", "boot-150"], upSell: false).Should().Equal("boot-140", "sock-7", "boot-90");

    [Fact]
    public void More_expensive_products_are_chosen_in_the_same_way() =>
        Choose(["sock-9", "boot-150"], upSell: true).Should().Equal("boot-200", "sock-12");

    [Fact]
    public void Products_of_the_cart_are_never_chosen_and_never_more_than_requested()
    {
        Choose(["boot-150", "boot-140"], upSell: false).Should().Equal("boot-90");
        Choose(["boot-200"], upSell: false, count: 2).Should().Equal("boot-150", "boot-140");
    }

    [Fact]
    public void The_price_in_the_cart_overrides_the_catalogue() =>
        Choose(["boot-150"], upSell: false, price: 100).Should().Equal("boot-90");

    [Fact]
    public void A_product_without_category_or_unknown_to_the_catalogue_has_no_alternatives() =>
        Choose(["thing-50", "gone"], upSell: false).Should().BeEmpty();

    private static IEnumerable<string> Choose(string[] cart, bool upSell, int count = 6, decimal? price = null)
    {
        var folded = Cart.From(
        [
            new CustomerEvent
            {
                Id = "1", Customer = new CustomerId("ada"), Name = EventNames.CartUpdated, OccurredAt = DateTimeOffset.UnixEpoch,
                Lines = [.. cart.Select(id => new OrderLine { Product = new ProductId(id), UnitPrice = price })],
            },
        ]);
        return CartAlternatives.Choose(folded, Shop.ToDictionary(product => product.Id), Shop, upSell, count).Select(id => id.Value);
    }

    private static Product Of(string id, string? category) => new()
    {
        Id = new ProductId(id), Name = id, Category = category, Currency = "EUR",
        Price = decimal.Parse(id[(id.IndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture),
    };
}
