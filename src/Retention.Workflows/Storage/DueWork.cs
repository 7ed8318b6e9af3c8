namespace Retention.Workflows.Storage;

/// <summary>What there is to do in each partition, as of one moment: a hint where to look, read without any lock.</summary>
public sealed record DueWork
{
    /// <summary>What the store's own clock says, in UTC with whole milliseconds; <see langword="null"/> where the store has none, so that the host's clock decides what is due.</summary>
    public DateTimeOffset? StoreTime { get; init; }

    /// <summary>One entry a partition, in their order.</summary>
    public required IReadOnlyList<PartitionDueWork> Partitions { get; init; }
}

/// <summary>What there is to do in one partition.</summary>
/// <param name="Steps">When the next active enrollment is due; none when nobody waits.</param>
/// <param name="Calls">When the next calling enrollment is due; none when nobody calls.</param>
/// <param name="Messages">When the next queued message is due; none when none is queued.</param>
/// <param name="HasAbandoned">Whether messages are being handed over by a worker that no longer lives.</param>
/// <param name="IsDispatching">Whether messages are being handed over, whoever does it and whether that worker lives or not: a reason to look again soon.</param>
public readonly record struct PartitionDueWork(DateTimeOffset? Steps, DateTimeOffset? Calls, DateTimeOffset? Messages, bool HasAbandoned, bool IsDispatching)
{
    internal bool IsDue(DateTimeOffset now) => Steps <= now || Calls <= now || Messages <= now;
}
