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

/// <summary>The due work of one partition.</summary>
/// <param name="Steps">When the next active enrollment is due; null if there is none. Held work counts for none of the three.</param>
/// <param name="Calls">
/// When the next enrollment that awaits a callback, or the next notification of a workflow engine, is due; null if there is neither.
/// </param>
/// <param name="Messages">When the next queued message is due; null if there is none.</param>
/// <param name="HasAbandoned">True if messages are marked as being handed over by a worker that no longer lives.</param>
/// <param name="IsDispatching">
/// True if messages are being handed over by any worker, alive or not. The worker then polls again soon.
/// </param>
/// <param name="Releases">Since when a resumed journey has held work to release; null if there is none.</param>
public readonly record struct PartitionDueWork(
    DateTimeOffset? Steps, DateTimeOffset? Calls, DateTimeOffset? Messages, bool HasAbandoned, bool IsDispatching,
    DateTimeOffset? Releases = null)
{
    internal bool IsDue(DateTimeOffset now) => Steps <= now || Releases <= now || Calls <= now || Messages <= now;
}
