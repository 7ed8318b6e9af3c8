using Retention.Workflows;
using static Retention.Workflows.Period;

namespace Swiftmotion.AbandonedCart;

/// <summary>What the journey gives, step by step more.</summary>
public static class Offers
{
    /// <summary>All offers.</summary>
    /// <param name="currency">The shop's currency.</param>
    /// <param name="gift">What a large cart is given.</param>
    public static IReadOnlyList<VoucherOffer> In(string currency, ProductId gift) =>
    [
        new() { Name = "cart-10", Discount = Discount.Percent(10), ForOriginalCart = true, ValidFor = Days(7), Currency = currency, CodePrefix = "CART" },
        new() { Name = "exclusive-15", Discount = Discount.Percent(15), MinimumSpend = 20, ValidFor = Hours(48), Currency = currency, CodePrefix = "SWIFT" },
        new() { Name = "exclusive-25", Discount = Discount.Percent(25), MinimumSpend = 20, ValidFor = Hours(48), Currency = currency, CodePrefix = "SWIFT" },
        new() { Name = "free-delivery", Discount = Discount.FreeDelivery, ValidFor = Days(5), Currency = currency, CodePrefix = "SHIP" },
        new() { Name = "cart-gift", Discount = Discount.Gift(gift), MinimumSpend = 100, ValidFor = Days(5), Currency = currency, CodePrefix = "GIFT" },
    ];
}
