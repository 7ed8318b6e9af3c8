using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>The notifications of workflow engines.</summary>
internal sealed class SqliteNotifications(SqlitePartition partition)
{
    private const string Save = "INSERT OR REPLACE INTO engine_notifications (enrollment, partition, due_at, attempt) VALUES (?, ?, ?, ?)";

    private const string ReadDue = """
        SELECT enrollment, due_at, attempt FROM engine_notifications INDEXED BY engine_notifications_due
        WHERE partition = ? AND due_at <= ? ORDER BY due_at, enrollment LIMIT ?
        """;

    private const string Remove = "DELETE FROM engine_notifications WHERE enrollment = ?";

    internal Task SaveAsync(IReadOnlyList<EngineNotification> notifications, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var save = partition.Session.Prepare(Save);
        foreach (var notification in notifications)
        {
            cancellationToken.ThrowIfCancellationRequested();
            save.Put(partition.Key(notification.Enrollment.Partition, notification.Enrollment.Number, "enrollment")).Put(partition.Number)
                .Put(notification.DueAt).Put(notification.Attempt).Run();
        }

        return partition.Done();
    }

    internal Task<IReadOnlyList<EngineNotification>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var notifications = new List<EngineNotification>();
        var row = partition.Session.Prepare(ReadDue).Put(partition.Number).Put(now).Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            notifications.Add(new EngineNotification { Enrollment = SqliteKey.EnrollmentOf(row.Int64(0)), DueAt = row.Instant(1),
                Attempt = row.Int32(2) });
        }

        return partition.Done(Task.FromResult<IReadOnlyList<EngineNotification>>(notifications));
    }

    internal Task RemoveAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        foreach (var enrollment in enrollments.Where(enrollment => enrollment.Partition == partition.Number))
            partition.Session.Prepare(Remove).Put(SqliteKey.Of(enrollment)).Run();
        return partition.Done();
    }
}
