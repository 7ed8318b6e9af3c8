namespace Retention.Workflows;

/// <summary>Adds counters up in memory, so that a transaction writes each of them once.</summary>
internal sealed class CounterTally(DateOnly day)
{
    private readonly Dictionary<(JourneyName Journey, int Version, string Step, string Measure, string Detail), (long Count, decimal Amount)> _counts = [];

    internal void Add(JourneyName journey, int version, string step, string measure, string detail = "", long count = 1, decimal amount = 0)
    {
        var key = (journey, version, step, measure, detail);
        var (sum, total) = _counts.GetValueOrDefault(key);
        _counts[key] = (sum + count, total + amount);
    }

    internal IReadOnlyList<JourneyCounter> ToCounters() =>
    [
        .. _counts.Select(entry => new JourneyCounter
        {
            Journey = entry.Key.Journey,
            Version = entry.Key.Version,
            Day = day,
            Step = entry.Key.Step,
            Measure = entry.Key.Measure,
            Detail = entry.Key.Detail,
            Count = entry.Value.Count,
            Amount = entry.Value.Amount,
        }),
    ];
}
