namespace Retention.Workflows.Import.Orders;

/// <summary>What the report of a file of orders shows beside the counts.</summary>
internal sealed class OrderFigures(int preview)
{
    private const int MaxCurrencies = 200;

    private readonly Dictionary<string, long> _currencies = new(StringComparer.Ordinal);
    private readonly List<ImportedEvent> _first = [];

    internal long Withdrawn { get; private set; }

    internal DateTimeOffset? Earliest { get; private set; }

    internal DateTimeOffset? Latest { get; private set; }

    internal IReadOnlyDictionary<string, long> Currencies => _currencies;

    internal IReadOnlyList<ImportedEvent> First => _first;

    internal void Add(OrderItem item)
    {
        if (item.Event is not { } @event)
        {
            Withdrawn++;
            return;
        }

        if (_first.Count < preview)
            _first.Add(new ImportedEvent(item.Line, @event));
        Earliest = Earliest is null || @event.OccurredAt < Earliest ? @event.OccurredAt : Earliest;
        Latest = Latest is null || @event.OccurredAt > Latest ? @event.OccurredAt : Latest;
        if (@event.Name == EventNames.Purchase && @event.Currency is { } currency
            && (_currencies.ContainsKey(currency) || _currencies.Count < MaxCurrencies))
            _currencies[currency] = _currencies.GetValueOrDefault(currency) + 1;
    }
}
