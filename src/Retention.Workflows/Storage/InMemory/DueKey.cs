namespace Retention.Workflows.Storage.InMemory;

/// <summary>The order in which waiting items become due: by time, then by number.</summary>
internal readonly record struct DueKey(DateTimeOffset At, long Number) : IComparable<DueKey>
{
    public int CompareTo(DueKey other)
    {
        var byTime = At.CompareTo(other.At);
        return byTime != 0 ? byTime : Number.CompareTo(other.Number);
    }
}
