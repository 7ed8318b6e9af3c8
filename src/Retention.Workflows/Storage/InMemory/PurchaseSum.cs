using Retention.Workflows.Events;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>Sums the purchases and refunds of one customer in one currency.</summary>
internal sealed class PurchaseSum(CustomerId customer, string currency)
{
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _purchases;
    private decimal _spent;

    /// <summary>The currency of an event; the one for "no currency" if it has no amount.</summary>
    internal static string CurrencyOf(CustomerEvent @event) =>
        @event is { Amount: not null, Currency: { } currency } ? currency : Money.NoCurrency;

    internal void Add(CustomerEvent @event)
    {
        _spent += @event.Amount ?? 0;
        if (@event.Name != EventNames.Purchase)
            return;
        _purchases++;
        _first = @event.OccurredAt < _first ? @event.OccurredAt : _first;
        _last = @event.OccurredAt > _last ? @event.OccurredAt : _last;
    }

    internal PurchaseTotals ToTotals() =>
        new(customer, _first, _last, _purchases, Math.Clamp(_spent, -MoneyUnits.Limit, MoneyUnits.Limit), currency);
}
