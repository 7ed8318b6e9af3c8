using System.Globalization;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>One piece of a product for free.</summary>
public sealed record GiftDiscount : Discount
{
    internal GiftDiscount(ProductId product) => GivenProduct = product;

    /// <summary>The product.</summary>
    public ProductId GivenProduct { get; }

    /// <summary>Always 0, because the price of the gift is in the order's lines, if at all.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override ProductId? Product => GivenProduct;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min(PriceIn(order, GivenProduct) ?? 0, order.Total));

    /// <summary>Returns <c>gift SM-1001</c>.</summary>
    public override string ToString() => $"gift {GivenProduct}";
}
