using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Purchases as columns of primitive values: the fast input for a shop with millions of purchases.</summary>
/// <remarks>
/// Customers are numbered from 0, like a database's surrogate key or an array index. Row i means that <c>Customer[i]</c> paid
/// <c>Amount[i]</c> on <c>Day[i]</c>. The columns are read in place, in any order, and never kept.
/// </remarks>
public readonly ref struct RfmColumns
{
    /// <summary>Combines the columns.</summary>
    /// <param name="customers">The number of customers; those without a row get no score.</param>
    /// <param name="customer">The customer of each row: numbers from 0 to <paramref name="customers"/> - 1.</param>
    /// <param name="day">The date of each row in the shop's time zone, as <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="amount">The total of each row in ten-thousandths of the currency's unit; negative for a refund.</param>
    /// <param name="currency">The ISO 4217 code of all amounts, three capital letters.</param>
    /// <exception cref="ArgumentException">
    /// The columns differ in length, the currency is not a valid code, or the number of customers is negative.
    /// </exception>
    public RfmColumns(int customers, ReadOnlySpan<int> customer, ReadOnlySpan<int> day, ReadOnlySpan<long> amount, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(customers);
        Money.ThrowIfNoCurrency(currency, nameof(currency));
        if (customer.Length != day.Length || customer.Length != amount.Length)
        {
            throw new ArgumentException(
                $"The columns must have equal lengths; these have {customer.Length}, {day.Length} and {amount.Length}.", nameof(customer));
        }

        Customers = customers;
        Customer = customer;
        Day = day;
        Amount = amount;
        Currency = currency;
    }

    /// <summary>The number of customers, numbered from 0.</summary>
    public int Customers { get; }

    /// <summary>The customer of each row.</summary>
    public ReadOnlySpan<int> Customer { get; }

    /// <summary>The date of each row in the shop's time zone, as <see cref="DateOnly.DayNumber"/>.</summary>
    public ReadOnlySpan<int> Day { get; }

    /// <summary>The total of each row in ten-thousandths; negative for a refund.</summary>
    public ReadOnlySpan<long> Amount { get; }

    /// <summary>The ISO 4217 code of all amounts.</summary>
    public string Currency { get; }
}
