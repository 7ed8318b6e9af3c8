using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Workers;

/// <summary>Reads the due work without waiting for running writes: six index lookups for each partition, regardless of the amount of
/// work.</summary>
internal static class PostgreSqlDueWork
{
    // $1 keeps the numbering that the query of living workers shares with other statements.
    private const string Read = $"""
        SELECT
            (SELECT e.due_at FROM enrollments e WHERE e.partition = p.partition AND e.status = 0 AND e.due_at IS NOT NULL AND NOT e.held ORDER BY e.due_at LIMIT 1),
            LEAST(
                (SELECT e.due_at FROM enrollments e WHERE e.partition = p.partition AND e.status = 1 AND e.due_at IS NOT NULL AND NOT e.held ORDER BY e.due_at LIMIT 1),
                (SELECT n.due_at FROM engine_notifications n WHERE n.partition = p.partition ORDER BY n.due_at LIMIT 1)),
            (SELECT o.due_at FROM outbox o WHERE o.partition = p.partition AND o.status = 0 AND o.due_at IS NOT NULL AND NOT o.held ORDER BY o.due_at LIMIT 1),
            EXISTS (SELECT FROM outbox o WHERE o.partition = p.partition AND o.status = 1 AND (o.worker IS NULL OR o.worker <> ALL ({PostgreSqlWorkers.Living}))),
            EXISTS (SELECT FROM outbox o WHERE o.partition = p.partition AND o.status = 1),
            date_trunc('milliseconds', clock_timestamp()),
            (SELECT min(r.resumed_at) FROM pauses r WHERE r.partition = p.partition)
        FROM partitions p WHERE p.partition < $1 ORDER BY p.partition
        """;

    internal static async Task<DueWork> ReadAsync(PostgreSqlDatabase database, int partitions, CancellationToken cancellationToken)
    {
        var entries = new List<PartitionDueWork>(partitions);
        DateTimeOffset? time = null;
        var read = new NpgsqlBatchCommand(Read);
        read.Parameters.Put(partitions).Put((long)PostgreSqlWorkers.LockClass(database.Schema));
        await database.RunAsync(
            read,
            row =>
            {
                entries.Add(new PartitionDueWork(row.InstantOrNull(0), row.InstantOrNull(1), row.InstantOrNull(2), row.GetBoolean(3),
                    row.GetBoolean(4), row.InstantOrNull(6)));
                time = row.Instant(5);
            },
            cancellationToken).ConfigureAwait(false);
        return new DueWork { StoreTime = time, Partitions = entries };
    }
}
