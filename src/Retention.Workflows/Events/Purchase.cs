using Retention.Workflows.Events;

namespace Retention.Workflows;

/// <summary>One order or refund, as input of RFM: customer, time and total.</summary>
/// <remarks>
/// A negative total is a refund: it reduces the customer's total and does not count as a purchase. Totals have at most four decimal places
/// and are within +/- 100,000,000,000.
/// </remarks>
public readonly record struct Purchase
{
    /// <summary>Creates an order or refund.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="orderedAt">The time of the order; stored in UTC.</param>
    /// <param name="total">The order's total; negative for a refund.</param>
    /// <param name="currency">The ISO 4217 code of the total, three capital letters.</param>
    /// <exception cref="ArgumentException">
    /// The total has more than four decimals or is out of range, or the currency is not a three-letter code.
    /// </exception>
    public Purchase(CustomerId customer, DateTimeOffset orderedAt, decimal total, string currency)
    {
        Money.ThrowIfInvalid(total, currency);
        Customer = customer;
        OrderedAt = orderedAt.ToUniversalTime();
        Total = total;
        Currency = currency;
    }

    /// <summary>The customer.</summary>
    public CustomerId Customer { get; }

    /// <summary>The time of the order, in UTC.</summary>
    public DateTimeOffset OrderedAt { get; }

    /// <summary>The total in <see cref="Currency"/>; negative for a refund.</summary>
    public decimal Total { get; }

    /// <summary>The ISO 4217 code of <see cref="Total"/>.</summary>
    public string Currency { get; }
}
