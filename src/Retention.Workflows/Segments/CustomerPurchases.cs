using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>
/// The totals of one customer, one for each currency, as stores return them. Purchases without an amount have the currency
/// <see cref="Money.NoCurrency"/> and count in every currency.
/// </summary>
internal readonly struct CustomerPurchases(IReadOnlyList<PurchaseTotals> rows, int from, int count)
{
    internal CustomerPurchases(IReadOnlyList<PurchaseTotals> rows) : this(rows, 0, rows.Count)
    {
    }

    /// <summary>The customer; only if there is a row.</summary>
    internal CustomerId Customer => rows[from].Customer;

    /// <summary>The time of the first purchase in any currency; null without a purchase.</summary>
    internal DateTimeOffset? FirstPurchaseAt
    {
        get
        {
            DateTimeOffset? first = null;
            for (var index = from; index < from + count; index++)
            {
                if (rows[index].Purchases > 0 && !(first <= rows[index].FirstPurchaseAt))
                    first = rows[index].FirstPurchaseAt;
            }

            return first;
        }
    }

    /// <summary>The time of the last purchase in any currency; null without a purchase.</summary>
    internal DateTimeOffset? LastPurchaseAt
    {
        get
        {
            DateTimeOffset? last = null;
            for (var index = from; index < from + count; index++)
            {
                if (rows[index].Purchases > 0 && !(last >= rows[index].LastPurchaseAt))
                    last = rows[index].LastPurchaseAt;
            }

            return last;
        }
    }

    /// <summary>The currency with the most purchases, ties by code; null if no purchase or refund has an amount.</summary>
    internal string? MostUsed
    {
        get
        {
            (string Currency, int Purchases)? most = null;
            for (var index = from; index < from + count; index++)
            {
                var row = rows[index];
                if (row.Currency != Money.NoCurrency && (most is not { } best || row.Purchases > best.Purchases
                    || (row.Purchases == best.Purchases && string.CompareOrdinal(row.Currency, best.Currency) < 0)))
                    most = (row.Currency, row.Purchases);
            }

            return most?.Currency;
        }
    }

    /// <summary>Splits totals into customers. The rows of a customer follow each other.</summary>
    internal static IEnumerable<CustomerPurchases> Of(IReadOnlyList<PurchaseTotals> rows)
    {
        for (var from = 0; from < rows.Count;)
        {
            var until = from + 1;
            while (until < rows.Count && rows[until].Customer == rows[from].Customer)
                until++;
            yield return new CustomerPurchases(rows, from, until - from);
            from = until;
        }
    }

    /// <summary>The totals in a currency, with the purchases without an amount; null if there are neither.</summary>
    internal PurchaseTotals? In(string? currency)
    {
        PurchaseTotals? found = null;
        for (var index = from; index < from + count; index++)
        {
            if (rows[index].Currency == currency || rows[index].Currency == Money.NoCurrency)
                found = found is { } other ? Sum(other, rows[index]) : rows[index];
        }

        return found;
    }

    /// <summary>Counts the purchases of each currency.</summary>
    internal void CountIn(CurrencyTally tally)
    {
        for (var index = from; index < from + count; index++)
            tally.Add(rows[index]);
    }

    /// <summary>The first totals in another currency than the given one; null if there are none.</summary>
    internal PurchaseTotals? FirstOutside(string? currency)
    {
        for (var index = from; index < from + count; index++)
        {
            if (IsOutside(rows[index], currency))
                return rows[index];
        }

        return null;
    }

    /// <summary>The totals in other currencies than the given one.</summary>
    internal IEnumerable<PurchaseTotals> Outside(string? currency)
    {
        for (var index = from; index < from + count; index++)
        {
            if (IsOutside(rows[index], currency))
                yield return rows[index];
        }
    }

    private static bool IsOutside(in PurchaseTotals row, string? currency) =>
        row.Currency != currency && row.Currency != Money.NoCurrency;

    private static PurchaseTotals Sum(in PurchaseTotals one, in PurchaseTotals other)
    {
        var currency = one.Currency == Money.NoCurrency ? other.Currency : one.Currency;
        var units = MoneyUnits.Saturate((Int128)one.Units + other.Units);
        if (one.Purchases == 0 || other.Purchases == 0)
        {
            var bought = one.Purchases > 0 ? one : other;
            return new PurchaseTotals(one.Customer, bought.FirstTicks, bought.LastTicks, bought.Purchases, units, currency);
        }

        return new PurchaseTotals(
            one.Customer, Math.Min(one.FirstTicks, other.FirstTicks), Math.Max(one.LastTicks, other.LastTicks),
            one.Purchases + other.Purchases, units, currency);
    }
}
