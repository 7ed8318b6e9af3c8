using Retention.Workflows.Events;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>Sums the purchases and refunds of one customer.</summary>
internal sealed class PurchaseSum(CustomerId customer)
{
    private readonly SortedSet<string> _currencies = new(StringComparer.Ordinal);
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _purchases;
    private decimal _spent;
    private bool _any;

    internal bool HasMixedCurrencies => _currencies.Count > 1;

    internal void Add(CustomerEvent @event)
    {
        _any = true;
        _spent += @event.Amount ?? 0;
        if (@event is { Amount: not null, Currency: { } currency })
            _currencies.Add(currency);
        if (@event.Name != EventNames.Purchase)
            return;
        _purchases++;
        _first = @event.OccurredAt < _first ? @event.OccurredAt : _first;
        _last = @event.OccurredAt > _last ? @event.OccurredAt : _last;
    }

    internal MixedCurrenciesException Mixed() => new(_currencies);

    /// <summary>The totals; null if nothing was added.</summary>
    internal PurchaseTotals? Totals() =>
        _any ? new PurchaseTotals(customer, _first, _last, _purchases,
            Math.Clamp(_spent, -MoneyUnits.Limit, MoneyUnits.Limit), _currencies.Min ?? Money.NoCurrency) : null;
}
