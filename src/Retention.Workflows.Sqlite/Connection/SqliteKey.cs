namespace Retention.Workflows.Sqlite.Connection;

/// <summary>A partition and a number in one row key. The rows of a partition are adjacent, in the order of their numbers.</summary>
internal static class SqliteKey
{
    private const int NumberBits = 48;

    internal static long Of(int partition, long number) => ((long)partition << NumberBits) | number;

    internal static long Of(EnrollmentId id) => Of(id.Partition, id.Number);

    internal static long NumberOf(long key) => key & ((1L << NumberBits) - 1);

    internal static EnrollmentId EnrollmentOf(long key) => new((int)(key >> NumberBits), NumberOf(key));

    /// <summary>The greatest key of a partition.</summary>
    internal static long LastOf(int partition) => Of(partition, (1L << NumberBits) - 1);
}
