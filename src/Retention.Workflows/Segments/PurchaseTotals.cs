using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>What RFM needs to know of one customer: first and last purchase, how many, and the net amount spent.</summary>
/// <remarks>
/// This is what a store's grouped query answers per customer. A row with a negative total is a refund: it lowers
/// <see cref="Spent"/> and counts nowhere else. A customer who only has refunds has zero <see cref="Purchases"/> and no score.
/// Two customers with equal values are equal whatever the scale of their amounts (10.5 and 10.50).
/// </remarks>
public readonly record struct PurchaseTotals
{
    private readonly string? _currency;
    private readonly long _first;
    private readonly long _last;

    /// <summary>Describes one customer's purchases.</summary>
    /// <param name="customer">Who bought.</param>
    /// <param name="firstPurchaseAt">When the earliest purchase was made; not looked at when there is none.</param>
    /// <param name="lastPurchaseAt">When the latest purchase was made; not looked at when there is none.</param>
    /// <param name="purchases">The number of purchases, refunds left out; zero or more.</param>
    /// <param name="spent">The sum of all totals, refunds included, with at most four decimals, within +/- 922 trillion.</param>
    /// <param name="currency">The ISO 4217 code of <paramref name="spent"/>, three capital letters.</param>
    /// <exception cref="ArgumentException">A value is out of its range, or the last purchase lies before the first.</exception>
    public PurchaseTotals(
        CustomerId customer, DateTimeOffset firstPurchaseAt, DateTimeOffset lastPurchaseAt, int purchases, decimal spent, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(purchases);
        Money.ThrowIfNoCurrency(currency, nameof(currency));
        if (purchases > 0 && lastPurchaseAt < firstPurchaseAt)
            throw new ArgumentException("The last purchase cannot lie before the first.", nameof(lastPurchaseAt));
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

    /// <summary>Who bought.</summary>
    public CustomerId Customer { get; }

    /// <summary>When the earliest purchase was made, in UTC; meaningless when there is none.</summary>
    /// <remarks>Scoring does not ask for it. A small shop's expert edges do: they are multiples of the usual gap between purchases.</remarks>
    public DateTimeOffset FirstPurchaseAt => new(_first, TimeSpan.Zero);

    /// <summary>When the latest purchase was made, in UTC; meaningless when there is none.</summary>
    public DateTimeOffset LastPurchaseAt => new(_last, TimeSpan.Zero);

    /// <summary>The number of purchases, refunds left out.</summary>
    public int Purchases { get; }

    /// <summary>The sum of all totals in <see cref="Currency"/>, refunds taken off; negative where more was refunded than bought.</summary>
    public decimal Spent => MoneyUnits.ToDecimal(Units);

    /// <summary>The ISO 4217 code of <see cref="Spent"/>.</summary>
    public string Currency => _currency ?? throw new InvalidOperationException("These PurchaseTotals were never given a value (default).");

    /// <summary><see cref="Spent"/> in ten-thousandths.</summary>
    internal long Units { get; }

    internal long LastTicks => _last;

    internal long FirstTicks => _first;
}
