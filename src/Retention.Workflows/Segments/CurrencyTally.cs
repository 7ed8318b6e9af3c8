using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Counts purchases by currency: those in the currency of a model, and those that the model leaves out.</summary>
internal sealed class CurrencyTally(string? currency)
{
    private readonly SortedDictionary<string, (int Customers, long Purchases)> _others = new(StringComparer.Ordinal);
    private long _purchases;

    /// <summary>The currency of the model: the given one, or the first one that was counted.</summary>
    internal string? Currency { get; private set; } = currency;

    /// <summary>The currency with the most purchases, ties by code; null if nothing was counted.</summary>
    internal string? MostUsed
    {
        get
        {
            var (most, purchases) = (Currency, _purchases);
            foreach (var (code, counted) in _others)
            {
                if (counted.Purchases > purchases || (counted.Purchases == purchases && string.CompareOrdinal(code, most) < 0))
                    (most, purchases) = (code, counted.Purchases);
            }

            return most;
        }
    }

    /// <summary>The purchases in other currencies, by code.</summary>
    internal IReadOnlyList<LeftOutPurchases> LeftOut => [.. _others.Select(
        other => new LeftOutPurchases { Currency = other.Key, Customers = other.Value.Customers, Purchases = other.Value.Purchases })];

    /// <summary>Counts the totals of one customer in one currency.</summary>
    internal void Add(in PurchaseTotals totals)
    {
        if (totals.Currency == Money.NoCurrency)
            return;
        Currency ??= totals.Currency;
        if (totals.Currency == Currency)
        {
            _purchases += totals.Purchases;
            return;
        }

        var (customers, purchases) = _others.GetValueOrDefault(totals.Currency);
        _others[totals.Currency] = (customers + 1, purchases + totals.Purchases);
    }
}
