namespace Retention.Workflows.Storage.InMemory;

/// <summary>The two orders of stored events: by time and id, and in the order of appending.</summary>
internal static class EventOrder
{
    internal static IComparer<CustomerEvent> ByTime { get; } = Comparer<CustomerEvent>.Create((left, right) =>
    {
        var byTime = left.OccurredAt.CompareTo(right.OccurredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(left.Id, right.Id);
    });

    internal static IComparer<CustomerEvent?> AsAppended { get; } = Comparer<CustomerEvent?>.Create((_, _) => 0);

    /// <summary>The index of the first event after the instant, in a list ordered by time.</summary>
    internal static int FirstAfter(ReadOnlySpan<CustomerEvent> events, DateTimeOffset instant)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (events[middle].OccurredAt > instant)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
