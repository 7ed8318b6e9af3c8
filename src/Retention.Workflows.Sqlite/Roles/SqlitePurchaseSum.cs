using Retention.Workflows.Segments;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>Sums one customer's purchases and refunds while they are read.</summary>
internal struct SqlitePurchaseSum
{
    /// <summary>The ISO 4217 code for "no currency", for amounts without one.</summary>
    private const string NoCurrency = "XXX";

    private long _first;
    private long _last;
    private Int128 _units;
    private int _purchases;
    private string? _currency;
    private string? _other;
    private bool _any;

    internal readonly bool IsEmpty => !_any;

    /// <summary>Adds a row whose columns 2 and 3 are amount and currency.</summary>
    internal void Add(SqliteStatement row, StoredTexts texts, long at, bool isPurchase)
    {
        _any = true;
        var units = row.Int64(2);
        _units += units;
        if ((units != 0 || !row.IsNull(2)) && texts.WordOrNull(row, 3) is { } currency)
        {
            _currency ??= currency;
            if (currency != _currency)
                _other = currency;
        }

        if (!isPurchase)
            return;
        _first = _purchases == 0 || at < _first ? at : _first;
        _last = _purchases == 0 || at > _last ? at : _last;
        _purchases++;
    }

    /// <summary>The totals; null when no row was added.</summary>
    internal readonly PurchaseTotals? Totals(CustomerId customer)
    {
        if (!_any)
            return null;
        if (_other is not null)
            throw new MixedCurrenciesException([_currency!, _other]);
        return new PurchaseTotals(
            customer,
            DateTimeOffset.FromUnixTimeMilliseconds(_first),
            DateTimeOffset.FromUnixTimeMilliseconds(_last),
            _purchases,
            decimal.FromOACurrency(_units > long.MaxValue ? long.MaxValue : _units < -long.MaxValue ? -long.MaxValue : (long)_units),
            _currency ?? NoCurrency);
    }
}
