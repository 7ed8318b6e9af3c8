using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>The benefit of a voucher: a percentage, an amount, free delivery, a gift, or a product at a reduced price.</summary>
public abstract record Discount
{
    private protected Discount()
    {
    }

    /// <summary>A percentage of the order's total, without delivery and tax unless the offer says otherwise.</summary>
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

    /// <summary>
    /// The discount for an order with this total in a currency with two decimals, such as EUR; see
    /// <see cref="TakenOff(decimal, string)"/>.
    /// </summary>
    public decimal TakenOff(decimal total) => TakenOff(total, "EUR");

    /// <summary>The discount for an order with this total: 0 or more, and never more than the total.</summary>
    /// <param name="total">The total of the goods.</param>
    /// <param name="currency">The ISO 4217 code of the total. The discount is rounded to the currency's decimals, halves away from zero,
    /// once and at the end: 15 % of 999 JPY are 150.</param>
    /// <exception cref="ArgumentException">The currency is not a three-letter code.</exception>
    /// <remarks>Returns 0 if the discount depends on more than the total: free delivery, a gift, a product at a reduced price.</remarks>
    public decimal TakenOff(decimal total, string currency)
    {
        Money.ThrowIfNoCurrency(currency, nameof(currency));
        return Rounded(Exact(total), total, currency);
    }

    /// <summary>The discount for this order: 0 or more, and never more than its total.</summary>
    /// <param name="order">The order.</param>
    /// <param name="goods">The part of the total to which a percentage applies.</param>
    internal decimal TakenOff(RedemptionRequest order, decimal goods) => Rounded(Exact(order, goods), order.Total, order.Currency);

    /// <summary>The discount before it is rounded and limited.</summary>
    private protected abstract decimal Exact(decimal total);

    /// <summary>The discount for an order before it is rounded and limited.</summary>
    private protected virtual decimal Exact(RedemptionRequest order, decimal goods) => Exact(goods);

    /// <summary>
    /// The product of the discount, which the order may contain in addition to the cart that a voucher is bound to; null if the discount
    /// applies to the whole order.
    /// </summary>
    internal virtual ProductId? Product => null;

    /// <summary>True if the order contains what the discount needs.</summary>
    internal virtual bool Suits(RedemptionRequest order) => true;

    private static decimal Rounded(decimal exact, decimal total, string currency) =>
        Math.Max(0, Math.Min(total, CurrencyDecimals.Round(exact, currency)));

    /// <summary>The price of one piece in the order; null if the order does not contain the product or its price.</summary>
    private protected static decimal? PriceIn(RedemptionRequest order, ProductId product) =>
        order.Lines.FirstOrDefault(line => line.Product == product && line.UnitPrice is not null)?.UnitPrice;
}
