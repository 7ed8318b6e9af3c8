using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>One piece of a product at a reduced price.</summary>
public sealed record ProductPriceDiscount : Discount
{
    internal ProductPriceDiscount(ProductId product, decimal price)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(price);
        Money.ThrowIfInvalid(price);
        ReducedProduct = product;
        Price = price;
    }

    /// <summary>The product.</summary>
    public ProductId ReducedProduct { get; }

    /// <summary>The price of one piece with the voucher, 0 or more, in the offer's currency.</summary>
    public decimal Price { get; }

    private protected override decimal Exact(decimal total) => 0;

    internal override ProductId? Product => ReducedProduct;

    internal override bool Suits(RedemptionRequest order) => PriceIn(order, ReducedProduct) is not null;

    private protected override decimal Exact(RedemptionRequest order, decimal goods) => (PriceIn(order, ReducedProduct) ?? 0) - Price;

    /// <summary>Returns <c>SM-1001 for 10.00</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ReducedProduct} for {Price:0.00##}");
}
