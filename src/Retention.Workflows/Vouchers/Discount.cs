using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>The benefit of a voucher: a percentage, an amount, free delivery, a gift, or a product at a reduced price.</summary>
public abstract record Discount
{
    private protected Discount()
    {
    }

    /// <summary>A percentage of the order's total.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is not above 0 and at most 100.</exception>
    public static Discount Percent(decimal percent) => new PercentDiscount(percent);

    /// <summary>An amount of money, in the offer's currency.</summary>
    /// <exception cref="ArgumentException">The amount is not above 0, or has more than four decimals.</exception>
    public static Discount Amount(decimal amount) => new AmountDiscount(amount);

    /// <summary>Free delivery: the discount is <see cref="RedemptionRequest.Delivery"/>.</summary>
    public static Discount FreeDelivery { get; } = new FreeDeliveryDiscount();

    /// <summary>
    /// One piece of a product for free. The shop adds it to the order; if the order contains a line with its price, that price is the
    /// discount.
    /// </summary>
    public static Discount Gift(ProductId product) => new GiftDiscount(product);

    /// <summary>
    /// One piece of a product at a reduced price, in the offer's currency. An order without the product or its price is refused.
    /// </summary>
    /// <exception cref="ArgumentException">The price is negative, or has more than four decimals.</exception>
    public static Discount ProductAt(ProductId product, decimal price) => new ProductPriceDiscount(product, price);

    /// <summary>The discount for an order with this total: 0 or more, and never more than the total.</summary>
    /// <remarks>Returns 0 if the discount depends on more than the total: free delivery, a gift, a product at a reduced price.</remarks>
    public abstract decimal TakenOff(decimal total);

    /// <summary>The discount for this order: 0 or more, and never more than its total.</summary>
    internal virtual decimal TakenOff(RedemptionRequest order) => TakenOff(order.Total);

    /// <summary>
    /// The product of the discount, which the order may contain in addition to the cart that a voucher is bound to; null if the discount
    /// applies to the whole order.
    /// </summary>
    internal virtual ProductId? Product => null;

    /// <summary>True if the order contains what the discount needs.</summary>
    internal virtual bool Suits(RedemptionRequest order) => true;

    /// <summary>The price of one piece in the order; null if the order does not contain the product or its price.</summary>
    private protected static decimal? PriceIn(RedemptionRequest order, ProductId product) =>
        order.Lines.FirstOrDefault(line => line.Product == product && line.UnitPrice is not null)?.UnitPrice;
}

/// <summary>A percentage off the total.</summary>
public sealed record PercentDiscount : Discount
{
    internal PercentDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
        Value = value;
    }

    /// <summary>The percentage, above 0 and at most 100.</summary>
    public decimal Value { get; }

    /// <summary>
    /// The share of the total, rounded to cents, halves away from zero. Never more than the total; 0 for a negative total.
    /// </summary>
    public override decimal TakenOff(decimal total) =>
        Math.Max(0, Math.Min(total, Math.Round(total * Value / 100, 2, MidpointRounding.AwayFromZero)));

    /// <summary>Returns <c>20 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##} %");
}

/// <summary>An amount of money off the total.</summary>
public sealed record AmountDiscount : Discount
{
    internal AmountDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        Money.ThrowIfInvalid(value);
        Value = value;
    }

    /// <summary>The amount, above 0, in the offer's currency.</summary>
    public decimal Value { get; }

    /// <inheritdoc/>
    public override decimal TakenOff(decimal total) => Math.Max(0, Math.Min(Value, total));

    /// <summary>Returns the amount.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.00##}");
}

/// <summary>Free delivery.</summary>
public sealed record FreeDeliveryDiscount : Discount
{
    internal FreeDeliveryDiscount()
    {
    }

    /// <summary>Always 0, because the cost of delivery is in <see cref="RedemptionRequest.Delivery"/>.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min(order.Delivery, order.Total));

    /// <summary>Returns <c>free delivery</c>.</summary>
    public override string ToString() => "free delivery";
}

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
