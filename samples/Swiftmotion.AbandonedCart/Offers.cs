using Retention.Workflows;
using static Retention.Workflows.Period;

namespace Swiftmotion.AbandonedCart;

/// <summary>The journey's voucher offers. Each later step offers more.</summary>
public static class Offers
{
    /// <summary>All offers.</summary>
    /// <param name="currency">The shop's currency.</param>
    /// <param name="gift">The product that the gift voucher of a large cart gives.</param>
    public static IReadOnlyList<VoucherOffer> In(string currency, ProductId gift) =>
    [
        new() { Name = "cart-10", Discount = Discount.Percent(10), ForOriginalCart = true, ValidFor = Days(7), Currency = currency,
            CodePrefix = "CART" },
        new() { Name = "exclusive-15", Discount = Discount.Percent(15), MinimumSpend = 20, ValidFor = Hours(48), Currency = currency,
            CodePrefix = "SWIFT" },
        new() { Name = "exclusive-25", Discount = Discount.Percent(25), MinimumSpend = 20, ValidFor = Hours(48), Currency = currency,
            CodePrefix = "SWIFT" },
        new() { Name = "free-delivery", Discount = Discount.FreeDelivery, ValidFor = Days(5), Currency = currency, CodePrefix = "SHIP" },
        new() { Name = "cart-gift", Discount = Discount.Gift(gift), MinimumSpend = 100, ValidFor = Days(5), Currency = currency,
            CodePrefix = "GIFT" },
    ];
}
