using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Workers;

/// <summary>Reads the due work without waiting for a running write.</summary>
internal static class SqliteDueWork
{
    private const string NextEnrollment = """
        SELECT due_at FROM enrollments INDEXED BY enrollments_due WHERE partition = ? AND status = ? AND due_at IS NOT NULL AND held = 0 ORDER BY due_at LIMIT 1
        """;

    private const string NextNotification = """
        SELECT due_at FROM engine_notifications INDEXED BY engine_notifications_due WHERE partition = ? ORDER BY due_at LIMIT 1
        """;

    private const string NextMessage = """
        SELECT due_at FROM outbox INDEXED BY outbox_due WHERE partition = ? AND status = 0 AND due_at IS NOT NULL AND held = 0 ORDER BY due_at LIMIT 1
        """;

    private const string Releases = "SELECT partition, min(resumed_at) FROM pauses WHERE resumed_at IS NOT NULL GROUP BY partition";

    private const string Dispatchers = "SELECT DISTINCT partition, worker FROM outbox INDEXED BY outbox_dispatching WHERE status = 1";

    internal static DueWork Read(SqliteSession session, SqliteWorkers workers, int partitions)
    {
        var living = workers.Living(session);
        var (dispatching, abandoned) = (new HashSet<int>(), new HashSet<int>());
        var row = session.Prepare(Dispatchers);
        while (row.Step())
        {
            dispatching.Add(row.Int32(0));
            if (row.IsNull(1) || !living.Contains(row.Int64(1)))
                abandoned.Add(row.Int32(0));
        }

        row.Reset();
        var releases = new Dictionary<int, DateTimeOffset>();
        row = session.Prepare(Releases);
        while (row.Step())
            releases[row.Int32(0)] = row.Instant(1);
        row.Reset();
        var entries = new PartitionDueWork[partitions];
        for (var partition = 0; partition < partitions; partition++)
        {
            entries[partition] = new PartitionDueWork(
                Next(session.Prepare(NextEnrollment).Put(partition).Put((long)EnrollmentStatus.Waiting)),
                Earlier(
                    Next(session.Prepare(NextEnrollment).Put(partition).Put((long)EnrollmentStatus.AwaitingCallback)),
                    Next(session.Prepare(NextNotification).Put(partition))),
                Next(session.Prepare(NextMessage).Put(partition)),
                abandoned.Contains(partition),
                dispatching.Contains(partition),
                releases.TryGetValue(partition, out var release) ? release : null);
        }

        return new DueWork { Partitions = entries };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static DateTimeOffset? Next(SqliteStatement row)
    {
        var due = row.Step() ? row.Instant(0) : (DateTimeOffset?)null;
        row.Reset();
        return due;
    }
}
