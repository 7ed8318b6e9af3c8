namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryNotifications(int partition, UndoLog undo)
{
    private readonly MemoryTable<long, EngineNotification> _notifications = new(undo);
    private readonly MemoryIndex<DueKey> _due = new(undo);

    internal DateTimeOffset? Next => _due.First?.At;

    internal void Save(IReadOnlyList<EngineNotification> notifications)
    {
        foreach (var notification in notifications.Select(RowNormalizer.Row))
        {
            var number = notification.Enrollment.Number;
            if (notification.Enrollment.Partition != partition)
            {
                throw undo.Break(new RetentionStoreException(
                    $"The notification of enrollment {notification.Enrollment} does not belong to partition {partition}."));
            }

            Remove(number);
            _notifications.Set(number, notification);
            _due.Add(new DueKey(notification.DueAt, number));
        }
    }

    internal IReadOnlyList<EngineNotification> ReadDue(DateTimeOffset now, int limit) =>
        [.. _due.After(null).TakeWhile(key => key.At <= now).Take(limit).Select(key => _notifications[key.Number])];

    internal void Remove(IEnumerable<EnrollmentId> enrollments)
    {
        foreach (var enrollment in enrollments.Where(enrollment => enrollment.Partition == partition))
            Remove(enrollment.Number);
    }

    private void Remove(long number)
    {
        if (_notifications.Remove(number, out var before))
            _due.Remove(new DueKey(before.DueAt, number));
    }
}
