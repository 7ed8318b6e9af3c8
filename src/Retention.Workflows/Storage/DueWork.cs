namespace Retention.Workflows.Storage;

/// <summary>The due work of each partition at one moment. It is a hint that is read without any lock.</summary>
public sealed record DueWork
{
    /// <summary>
    /// The time of the store's own clock, in UTC with whole milliseconds; <see langword="null"/> if the store has no clock, so that the
    /// host's clock decides what is due.
    /// </summary>
    public DateTimeOffset? StoreTime { get; init; }

    /// <summary>One entry for each partition, in their order.</summary>
    public required IReadOnlyList<PartitionDueWork> Partitions { get; init; }
}
