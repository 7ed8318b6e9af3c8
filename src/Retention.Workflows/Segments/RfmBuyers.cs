using System.Runtime.InteropServices;
using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Collects the totals of all buyers in columns and computes the model from them.</summary>
internal sealed class RfmBuyers
{
    private readonly DateOnly _asOf;
    private readonly RfmOptions _options;
    private readonly LocalDays _days;
    private readonly long _cutOff;

    private readonly List<int> _lastDays = [];
    private readonly List<int> _counts = [];
    private readonly List<long> _units = [];

    // Only the edges of a small shop need first purchases, so at most that many are kept.
    private readonly List<int> _firstDays = [];
    private string? _currency;

    /// <summary>True if no customer was added, with purchases or with refunds only.</summary>
    internal bool IsEmpty { get; private set; } = true;

    internal RfmBuyers(DateOnly asOf, RfmOptions options)
    {
        var zone = TimeZones.Require(options.Zone, nameof(options));
        (_asOf, _options, _days, _cutOff) = (asOf, options, new LocalDays(zone), LocalTime.StartOfDay(asOf, zone).UtcTicks);
    }

    internal void Add(in PurchaseTotals customer)
    {
        IsEmpty = false;
        if (customer.Currency != Money.NoCurrency && customer.Currency != (_currency ??= customer.Currency))
            throw new MixedCurrenciesException([_currency, customer.Currency]);
        if (customer.Purchases == 0)
            return;
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

    internal RfmModel Fit()
    {
        var fit = new RfmFit(_asOf, _options.Zone, _currency ?? Money.NoCurrency);
        var days = CollectionsMarshal.AsSpan(_lastDays);
        var counts = CollectionsMarshal.AsSpan(_counts);
        var units = CollectionsMarshal.AsSpan(_units);
        return counts.Length == 0 || counts.Length < _options.SmallShopBuyers
            ? fit.Expert(CollectionsMarshal.AsSpan(_firstDays), days, counts, units)
            : fit.Quantile(days, counts, units);
    }
}
