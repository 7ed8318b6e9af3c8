namespace Retention.Workflows.Storage;

/// <summary>Adds up one customer's purchases and refunds.</summary>
internal sealed class PurchaseSum(CustomerId customer)
{
    private readonly SortedSet<string> _currencies = new(StringComparer.Ordinal);
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _purchases;
    private decimal _spent;
    private bool _any;

    internal bool HasMixedCurrencies => _currencies.Count > 1;

    internal void Add(CustomerEvent happened)
    {
        _any = true;
        _spent += happened.Amount ?? 0;
        if (happened is { Amount: not null, Currency: { } currency })
            _currencies.Add(currency);
        if (happened.Name != EventNames.Purchase)
            return;
        _purchases++;
        _first = happened.OccurredAt < _first ? happened.OccurredAt : _first;
        _last = happened.OccurredAt > _last ? happened.OccurredAt : _last;
    }

    internal MixedCurrenciesException Mixed() => new(_currencies);

    /// <summary>The totals; none where nothing was added.</summary>
    internal PurchaseTotals? Totals() =>
        _any ? new PurchaseTotals(customer, _first, _last, _purchases, _spent, _currencies.Min ?? Money.NoCurrency) : null;
}
