namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>The values of a partition's row when it was locked, and the clock.</summary>
/// <param name="NextNumber">The next number of enrollments and messages.</param>
/// <param name="NextEvent">The next position in the event log and in history.</param>
/// <param name="Time">The database's clock; null where the host's decides.</param>
internal sealed record PartitionNumbers(long NextNumber, long NextEvent, DateTimeOffset? Time);
