using Retention.Workflows.Segments;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>Sums one customer's purchases and refunds by currency while they are read.</summary>
internal struct SqlitePurchaseSum
{
    /// <summary>The ISO 4217 code for "no currency", for rows without an amount.</summary>
    private const string NoCurrency = "XXX";

    /// <summary>Nearly all customers buy in one currency, which needs no list.</summary>
    private Sum _first;
    private SortedDictionary<string, Sum>? _others;

    internal readonly bool IsEmpty => _first.Currency is null;

    /// <summary>Adds a row whose columns 2 and 3 are amount and currency.</summary>
    internal void Add(SqliteStatement row, StoredTexts texts, long at, bool isPurchase)
    {
        var units = row.Int64(2);
        var currency = (units != 0 || !row.IsNull(2) ? texts.WordOrNull(row, 3) : null) ?? NoCurrency;
        if (_first.Currency is null || _first.Currency == currency)
        {
            _first = _first.And(currency, units, at, isPurchase);
            return;
        }

        _others ??= new SortedDictionary<string, Sum>(StringComparer.Ordinal);
        _others[currency] = _others.GetValueOrDefault(currency).And(currency, units, at, isPurchase);
    }

    /// <summary>Appends the totals, ordered by currency; none when no row was added.</summary>
    internal readonly void AddTo(List<PurchaseTotals> totals, CustomerId customer)
    {
        if (_first.Currency is null)
            return;
        if (_others is null)
        {
            totals.Add(_first.Totals(customer));
            return;
        }

        _others[_first.Currency] = _first;
        foreach (var sum in _others.Values)
            totals.Add(sum.Totals(customer));
    }

    private readonly record struct Sum(string? Currency, Int128 Units, long First, long Last, int Purchases)
    {
        internal Sum And(string currency, long units, long at, bool isPurchase) => !isPurchase
            ? this with { Currency = currency, Units = Units + units }
            : new Sum(currency, Units + units, Purchases == 0 || at < First ? at : First, Purchases == 0 || at > Last ? at : Last,
                Purchases + 1);

        internal PurchaseTotals Totals(CustomerId customer) => new(
            customer,
            DateTimeOffset.FromUnixTimeMilliseconds(First),
            DateTimeOffset.FromUnixTimeMilliseconds(Last),
            Purchases,
            decimal.FromOACurrency(Units > long.MaxValue ? long.MaxValue : Units < -long.MaxValue ? -long.MaxValue : (long)Units),
            Currency!);
    }
}
