using System.Runtime.InteropServices;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Diagnostics;

/// <summary>Sums counters in memory, so that a transaction writes each of them once.</summary>
/// <remarks>What is counted belongs to the day on which it happened, in the shop's zone, and not to the day on which it was told.</remarks>
internal sealed class CounterTally(DateTimeOffset now, TimeZoneInfo zone)
{
    // These measures are for metrics only. They begin with a character that no stored measure has, and are not stored.
    internal const string Completed = "~completed";
    internal const string Exited = "~exited";
    internal const string Rejected = "~rejected";

    private readonly DateOnly _today = LocalTime.LocalDate(now, zone);

    private readonly Dictionary<(JourneyName Journey, int Version, DateOnly Day, string Step, string Measure, string Detail),
        (long Count, decimal Amount)> _counts = [];

    /// <summary>All sums, including those that are not stored.</summary>
    internal IEnumerable<Entry> All => _counts.Select(
        entry => new Entry(entry.Key.Journey, entry.Key.Version, entry.Key.Step, entry.Key.Measure, entry.Key.Detail, entry.Value.Count));

    /// <summary>The number of enrollments that got stuck and messages that died.</summary>
    internal long Troubles
    {
        get
        {
            var troubles = 0L;
            foreach (var (key, value) in _counts)
            {
                if (key.Measure == JourneyMeasures.Stuck || (key.Measure == JourneyMeasures.NotSent
                    && key.Detail.EndsWith(RefusalReasons.RetriesExhausted, StringComparison.Ordinal)))
                    troubles += value.Count;
            }

            return troubles;
        }
    }

    /// <summary>Counts something that happened at a time; default now.</summary>
    internal void Add(JourneyName journey, int version, string step, string measure, string detail = "", long count = 1,
        decimal amount = 0, DateTimeOffset? at = null)
    {
        var day = at < now ? LocalTime.LocalDate(at.Value, zone) : _today;
        ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (journey, version, day, step, measure, detail), out _);
        counted = (counted.Count + count, counted.Amount + amount);
    }

    /// <summary>Returns how many of the messages that an entry counts as not sent were rejected by the provider.</summary>
    internal long RejectedOf(Entry entry) =>
        _counts.GetValueOrDefault((entry.Journey, entry.Version, _today, entry.Step, Rejected, entry.Detail)).Count;

    internal IReadOnlyList<JourneyCounter> ToCounters() =>
    [
        .. _counts.Where(entry => entry.Key.Measure[0] != Rejected[0]).Select(entry => new JourneyCounter
        {
            Journey = entry.Key.Journey,
            Version = entry.Key.Version,
            Day = entry.Key.Day,
            Step = entry.Key.Step,
            Measure = entry.Key.Measure,
            Detail = entry.Key.Detail,
            Count = entry.Value.Count,
            Amount = entry.Value.Amount,
        }),
    ];

    internal readonly record struct Entry(JourneyName Journey, int Version, string Step, string Measure, string Detail, long Count);
}
