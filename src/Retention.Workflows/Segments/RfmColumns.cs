using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Purchases as columns of primitive values: the fast way in for a shop with millions of them.</summary>
/// <remarks>
/// Customers are numbered from 0, as a database's surrogate key or an array index would; row i says that
/// <c>Customer[i]</c> paid <c>Amount[i]</c> on <c>Day[i]</c>. The columns are read in place, in any order, never kept.
/// </remarks>
public readonly ref struct RfmColumns
{
    /// <summary>Puts the columns side by side.</summary>
    /// <param name="customers">How many customers there are; those without a row get no score.</param>
    /// <param name="customer">Who bought: numbers from 0 to <paramref name="customers"/> - 1.</param>
    /// <param name="day">On which date in the shop's zone, as <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="amount">The total in ten-thousandths of the currency's unit; negative for a refund.</param>
    /// <param name="currency">The ISO 4217 code of all amounts, three capital letters.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or the currency is no code, or the number of customers is negative.</exception>
    public RfmColumns(int customers, ReadOnlySpan<int> customer, ReadOnlySpan<int> day, ReadOnlySpan<long> amount, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customers);
        Money.ThrowIfNoCurrency(currency, nameof(currency));
        if (customer.Length != day.Length || customer.Length != amount.Length)
            throw new ArgumentException($"Columns have equal lengths, not {customer.Length}, {day.Length} and {amount.Length}.", nameof(customer));
        Customers = customers;
        Customer = customer;
        Day = day;
        Amount = amount;
        Currency = currency;
    }

    /// <summary>How many customers there are, numbered from 0.</summary>
    public int Customers { get; }

    /// <summary>Who bought, row by row.</summary>
    public ReadOnlySpan<int> Customer { get; }

    /// <summary>The date's <see cref="DateOnly.DayNumber"/> in the shop's zone, row by row.</summary>
    public ReadOnlySpan<int> Day { get; }

    /// <summary>The total in ten-thousandths, row by row; negative for a refund.</summary>
    public ReadOnlySpan<long> Amount { get; }

    /// <summary>The ISO 4217 code of all amounts.</summary>
    public string Currency { get; }
}
