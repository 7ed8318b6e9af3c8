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

    /// <summary>Always 0, because the product's regular price is in the order's lines.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override ProductId? Product => ReducedProduct;

    internal override bool Suits(RedemptionRequest order) => PriceIn(order, ReducedProduct) is not null;

    internal override decimal TakenOff(RedemptionRequest order) =>
        Math.Max(0, Math.Min((PriceIn(order, ReducedProduct) ?? 0) - Price, order.Total));

    /// <summary>Returns <c>SM-1001 for 10.00</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ReducedProduct} for {Price:0.00##}");
}
