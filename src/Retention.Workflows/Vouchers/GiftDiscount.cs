using System.Globalization;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>One piece of a product for free.</summary>
public sealed record GiftDiscount : Discount
{
    internal GiftDiscount(ProductId product) => GivenProduct = product;

    /// <summary>The product.</summary>
    public ProductId GivenProduct { get; }

    private protected override decimal Exact(decimal total) => 0;

    internal override ProductId? Product => GivenProduct;

    private protected override decimal Exact(RedemptionRequest order, decimal goods) => PriceIn(order, GivenProduct) ?? 0;

    /// <summary>Returns <c>gift SM-1001</c>.</summary>
    public override string ToString() => $"gift {GivenProduct}";
}
