namespace Retention.Workflows.Storage;

/// <summary>The messages of a channel that were reported as failed because of the sender.</summary>
/// <param name="Messages">The number of distinct messages.</param>
/// <param name="LatestAt">The time of the latest report, in UTC; null without one. A repeated report does not change it.</param>
public readonly record struct SenderFaults(int Messages, DateTimeOffset? LatestAt);
