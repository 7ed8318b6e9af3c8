namespace Retention.Workflows.Storage;

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
