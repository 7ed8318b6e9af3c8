namespace Retention.Workflows.Storage.InMemory;

/// <summary>Counters; equal keys are added up.</summary>
internal sealed class MemoryCounters(UndoLog undo)
{
    private readonly MemoryTable<Key, JourneyCounter> _counters = new(undo);

    internal void Add(IReadOnlyList<JourneyCounter> counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        foreach (var counter in counters)
        {
            var key = new Key(counter.Journey, counter.Version, counter.Day, counter.Step, counter.Measure, counter.Detail);
            _counters.Set(key, _counters.TryGet(key, out var before)
                ? before with { Count = before.Count + counter.Count, Amount = before.Amount + counter.Amount }
                : counter);
        }
    }

    internal IReadOnlyList<JourneyCounter> Of(JourneyName journey) =>
        [.. _counters.Rows.Where(counter => counter.Journey == journey)];

    private readonly record struct Key(JourneyName Journey, int Version, DateOnly Day, string Step, string Measure, string Detail);
}
