using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>The notifications of workflow engines.</summary>
internal sealed class PostgreSqlNotifications(PostgreSqlPartition partition)
{
    private const string Save = """
        INSERT INTO engine_notifications (partition, enrollment, due_at, attempt)
        SELECT $1, n.enrollment, n.due_at, n.attempt FROM unnest($2, $3, $4) AS n (enrollment, due_at, attempt)
        ON CONFLICT (partition, enrollment) DO UPDATE SET due_at = excluded.due_at, attempt = excluded.attempt
        """;

    private const string ReadDue = """
        SELECT enrollment, due_at, attempt FROM engine_notifications WHERE partition = $1 AND due_at <= $2 ORDER BY due_at, enrollment LIMIT $3
        """;

    private const string Remove = "DELETE FROM engine_notifications WHERE partition = $1 AND enrollment = ANY ($2)";

    internal async Task SaveAsync(IReadOnlyList<EngineNotification> notifications, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (notifications.Count > 0)
        {
            var rows = PostgreSqlRows.Last(notifications, Number);
            var save = partition.Command(Save);
            save.Parameters
                .Put(rows, Number)
                .Put(rows, static notification => notification.DueAt)
                .Put(rows, static notification => notification.Attempt);
            await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    internal async Task<IReadOnlyList<EngineNotification>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadDue);
        read.Parameters.Put(now).Put(limit);
        return partition.Done(await partition.ReadAsync(
            read,
            row => new EngineNotification { Enrollment = new EnrollmentId(partition.Number, row.GetInt64(0)), DueAt = row.Instant(1),
                Attempt = row.GetInt32(2) },
            cancellationToken).ConfigureAwait(false));
    }

    internal async Task RemoveAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        long[] numbers = [.. enrollments.Where(enrollment => enrollment.Partition == partition.Number)
            .Select(static enrollment => enrollment.Number)];
        if (numbers.Length > 0)
        {
            var remove = partition.Command(Remove);
            remove.Parameters.Put(numbers);
            await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    private long Number(EngineNotification notification) =>
        partition.NumberOf(notification.Enrollment.Partition, notification.Enrollment.Number, "enrollment");
}
