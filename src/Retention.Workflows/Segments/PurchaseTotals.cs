using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>The input of RFM for one customer: first and last purchase, number of purchases, and the net amount spent.</summary>
/// <remarks>
/// A store's grouped query returns these values for each customer. A row with a negative total is a refund: it reduces <see cref="Spent"/>
/// and has no other effect. A customer with refunds only has zero <see cref="Purchases"/> and no score. Two values are equal whatever the
/// scale of their amounts (10.5 and 10.50).
/// </remarks>
public readonly record struct PurchaseTotals
{
    private readonly string? _currency;
    private readonly long _first;
    private readonly long _last;

    /// <summary>Creates the totals of one customer.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="firstPurchaseAt">The time of the earliest purchase; ignored if there is none.</param>
    /// <param name="lastPurchaseAt">The time of the latest purchase; ignored if there is none.</param>
    /// <param name="purchases">The number of purchases without refunds; 0 or more.</param>
    /// <param name="spent">The sum of all totals, refunds included, with at most four decimals, within +/- 922 trillion.</param>
    /// <param name="currency">The ISO 4217 code of <paramref name="spent"/>, three capital letters.</param>
    /// <exception cref="ArgumentException">A value is out of its range, or the last purchase is before the first.</exception>
    public PurchaseTotals(
        CustomerId customer, DateTimeOffset firstPurchaseAt, DateTimeOffset lastPurchaseAt, int purchases, decimal spent, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(purchases);
        Money.ThrowIfNoCurrency(currency, nameof(currency));
        if (purchases > 0 && lastPurchaseAt < firstPurchaseAt)
            throw new ArgumentException("The last purchase must not be before the first.", nameof(lastPurchaseAt));
        Customer = customer;
        Purchases = purchases;
        _first = purchases > 0 ? firstPurchaseAt.UtcTicks : 0;
        _last = purchases > 0 ? lastPurchaseAt.UtcTicks : 0;
        Units = MoneyUnits.From(spent, nameof(spent));
        _currency = currency;
    }

    internal PurchaseTotals(CustomerId customer, long firstTicks, long lastTicks, int purchases, long units, string currency)
    {
        Customer = customer;
        _first = firstTicks;
        _last = lastTicks;
        Purchases = purchases;
        Units = units;
        _currency = currency;
    }

    /// <summary>The customer.</summary>
    public CustomerId Customer { get; }

    /// <summary>The time of the earliest purchase, in UTC; undefined if there is none.</summary>
    /// <remarks>
    /// Scoring does not use it. The expert edges of a small shop do: they are multiples of the usual gap between purchases.
    /// </remarks>
    public DateTimeOffset FirstPurchaseAt => new(_first, TimeSpan.Zero);

    /// <summary>The time of the latest purchase, in UTC; undefined if there is none.</summary>
    public DateTimeOffset LastPurchaseAt => new(_last, TimeSpan.Zero);

    /// <summary>The number of purchases without refunds.</summary>
    public int Purchases { get; }

    /// <summary>The sum of all totals in <see cref="Currency"/> minus refunds; negative if refunds exceed purchases.</summary>
    public decimal Spent => MoneyUnits.ToDecimal(Units);

    /// <summary>The ISO 4217 code of <see cref="Spent"/>.</summary>
    public string Currency =>
        _currency ?? throw new InvalidOperationException("These PurchaseTotals have no value (default value).");

    /// <summary><see cref="Spent"/> in ten-thousandths.</summary>
    internal long Units { get; }

    internal long LastTicks => _last;

    internal long FirstTicks => _first;
}
