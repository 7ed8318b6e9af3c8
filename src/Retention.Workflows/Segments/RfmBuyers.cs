using System.Runtime.InteropServices;
using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Collects the totals of all buyers in one currency in columns and computes the model from them.</summary>
internal sealed class RfmBuyers
{
    private readonly DateOnly _asOf;
    private readonly RfmOptions _options;
    private readonly LocalDays _days;
    private readonly long _cutOff;
    private readonly CurrencyTally _currencies;

    private readonly List<int> _lastDays = [];
    private readonly List<int> _counts = [];
    private readonly List<long> _units = [];

    // Only the edges of a small shop need first purchases, so at most that many are kept.
    private readonly List<int> _firstDays = [];

    /// <param name="asOf">The day of the model.</param>
    /// <param name="options">The options; their currency is the model's if it is set.</param>
    /// <param name="guess">The currency without that option; null: the first one that is added.</param>
    internal RfmBuyers(DateOnly asOf, RfmOptions options, string? guess = null)
    {
        var zone = TimeZones.Require(options.Zone, nameof(options));
        (_asOf, _options, _days, _cutOff) = (asOf, options, new LocalDays(zone), LocalTime.StartOfDay(asOf, zone).UtcTicks);
        _currencies = new CurrencyTally(options.Currency ?? guess);
    }

    /// <summary>True if no customer was added, with purchases or with refunds only.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>
    /// The currency in which the buyers must be collected again; null if they are in the right one: the option's, or the one with the most
    /// purchases.
    /// </summary>
    internal string? Missed =>
        _options.Currency is null && _currencies.MostUsed is { } most && most != _currencies.Currency ? most : null;

    /// <summary>An example of what the model leaves out; null if it leaves nothing out.</summary>
    internal PurchaseTotals? FirstLeftOut { get; private set; }

    internal void Add(in CustomerPurchases customer)
    {
        IsEmpty = false;
        customer.CountIn(_currencies);
        if (customer.In(_currencies.Currency) is { Purchases: > 0 } bought)
            Add(bought);
        FirstLeftOut ??= customer.FirstOutside(_currencies.Currency);
    }

    internal RfmModel Fit()
    {
        var fit = new RfmFit(_asOf, _options.Zone, _currencies.Currency ?? Money.NoCurrency);
        var days = CollectionsMarshal.AsSpan(_lastDays);
        var counts = CollectionsMarshal.AsSpan(_counts);
        var units = CollectionsMarshal.AsSpan(_units);
        var model = counts.Length == 0 || counts.Length < _options.SmallShopBuyers
            ? fit.Expert(CollectionsMarshal.AsSpan(_firstDays), days, counts, units)
            : fit.Quantile(days, counts, units);
        return model with { LeftOut = _currencies.LeftOut };
    }

    private void Add(in PurchaseTotals customer)
    {
        if (customer.LastTicks >= _cutOff)
        {
            throw new ArgumentException(
                $"A customer's last purchase is on the as-of day {_asOf:yyyy-MM-dd} or later; only purchases before its first instant in {_options.Zone} count.",
                nameof(customer));
        }

        if (_counts.Count < _options.SmallShopBuyers)
            _firstDays.Add(_days.DayOf(customer.FirstTicks));
        _lastDays.Add(_days.DayOf(customer.LastTicks));
        _counts.Add(customer.Purchases);
        _units.Add(customer.Units);
    }
}
