using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>What a voucher gives: percent, an amount, free delivery, a gift, or a product at a price.</summary>
public abstract record Discount
{
    private protected Discount()
    {
    }

    /// <summary>So many percent off the order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 100.</exception>
    public static Discount Percent(decimal percent) => new PercentDiscount(percent);

    /// <summary>So much money off the order, in the offer's currency.</summary>
    /// <exception cref="ArgumentException">Not above 0, or more than four decimals.</exception>
    public static Discount Amount(decimal amount) => new AmountDiscount(amount);

    /// <summary>Delivery costs nothing: what <see cref="RedemptionRequest.Delivery"/> says is taken off.</summary>
    public static Discount FreeDelivery { get; } = new FreeDeliveryDiscount();

    /// <summary>One piece of a product for nothing. The shop puts it into the order; where it stands among the lines with a price, that is taken off.</summary>
    public static Discount Gift(ProductId product) => new GiftDiscount(product);

    /// <summary>One piece of a product at a price, in the offer's currency. An order without the product, or without its price, does not redeem it.</summary>
    /// <exception cref="ArgumentException">The price is negative, or has more than four decimals.</exception>
    public static Discount ProductAt(ProductId product, decimal price) => new ProductPriceDiscount(product, price);

    /// <summary>What is taken off an order with this total: 0 or more, and never more than the total.</summary>
    /// <remarks>0 for what depends on more than the total: free delivery, a gift, a product at a price.</remarks>
    public abstract decimal TakenOff(decimal total);

    /// <summary>What is taken off this order: 0 or more, and never more than its total.</summary>
    internal virtual decimal TakenOff(RedemptionRequest order) => TakenOff(order.Total);

    /// <summary>The product that it is about, which may lie in an order besides the cart that a voucher is bound to; none when it is about the whole order.</summary>
    internal virtual ProductId? Product => null;

    /// <summary>Whether the order holds what the discount needs.</summary>
    internal virtual bool Suits(RedemptionRequest order) => true;

    /// <summary>The price of one piece in the order; none where it is not there, or its price is not told.</summary>
    private protected static decimal? PriceIn(RedemptionRequest order, ProductId product) =>
        order.Lines.FirstOrDefault(line => line.Product == product && line.UnitPrice is not null)?.UnitPrice;
}

/// <summary>So many percent off.</summary>
public sealed record PercentDiscount : Discount
{
    internal PercentDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
        Value = value;
    }

    /// <summary>Above 0, at most 100.</summary>
    public decimal Value { get; }

    /// <summary>The share of the total, rounded to cents, halves away from zero; never more than the total, and 0 of a negative one.</summary>
    public override decimal TakenOff(decimal total) =>
        Math.Max(0, Math.Min(total, Math.Round(total * Value / 100, 2, MidpointRounding.AwayFromZero)));

    /// <summary>Returns <c>20 %</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.##} %");
}

/// <summary>So much money off.</summary>
public sealed record AmountDiscount : Discount
{
    internal AmountDiscount(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        Money.ThrowIfInvalid(value);
        Value = value;
    }

    /// <summary>Above 0, in the offer's currency.</summary>
    public decimal Value { get; }

    /// <inheritdoc/>
    public override decimal TakenOff(decimal total) => Math.Max(0, Math.Min(Value, total));

    /// <summary>Returns the amount.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.00##}");
}

/// <summary>Delivery for nothing.</summary>
public sealed record FreeDeliveryDiscount : Discount
{
    internal FreeDeliveryDiscount()
    {
    }

    /// <summary>0: what delivery costs stands in <see cref="RedemptionRequest.Delivery"/>.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min(order.Delivery, order.Total));

    /// <summary>Returns <c>free delivery</c>.</summary>
    public override string ToString() => "free delivery";
}

/// <summary>One piece of a product for nothing.</summary>
public sealed record GiftDiscount : Discount
{
    internal GiftDiscount(ProductId product) => GivenProduct = product;

    /// <summary>The product.</summary>
    public ProductId GivenProduct { get; }

    /// <summary>0: what the gift costs stands among the order's lines, if at all.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override ProductId? Product => GivenProduct;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min(PriceIn(order, GivenProduct) ?? 0, order.Total));

    /// <summary>Returns <c>gift SM-1001</c>.</summary>
    public override string ToString() => $"gift {GivenProduct}";
}

/// <summary>One piece of a product at a price.</summary>
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

    /// <summary>What one piece costs with the voucher, 0 or more, in the offer's currency.</summary>
    public decimal Price { get; }

    /// <summary>0: what the product costs without the voucher stands among the order's lines.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override ProductId? Product => ReducedProduct;

    internal override bool Suits(RedemptionRequest order) => PriceIn(order, ReducedProduct) is not null;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min((PriceIn(order, ReducedProduct) ?? 0) - Price, order.Total));

    /// <summary>Returns <c>SM-1001 for 10.00</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ReducedProduct} for {Price:0.00##}");
}
