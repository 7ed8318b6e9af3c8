using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class NotificationRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Due_notifications_are_read_by_due_time_and_then_number,
        A_notification_due_now_is_due_and_one_due_a_millisecond_later_is_not,
        A_saved_notification_replaces_the_earlier_one_of_its_enrollment,
        A_removed_notification_is_gone_and_removing_it_again_is_harmless,
        Due_work_shows_the_next_notification_as_a_call,
        Notifications_are_deleted_with_their_enrollments,
        A_notification_of_another_partition_is_refused,
    ];

    private static async Task Due_notifications_are_read_by_due_time_and_then_number(StoreTrial trial)
    {
        int[] hours = [5, 1, 3, 1, 2];
        await SaveAsync(trial, [.. hours.Select((hour, index) => Of(index + 1, Rows.Noon.AddHours(hour)))]).ConfigureAwait(false);
        long[] expected = [2, 4, 5, 3, 1];
        foreach (var limit in (int[])[1, 3, 5, 100])
            Expect.Sequence(expected.Take(limit), Numbers(await DueAsync(trial, Rows.Noon.AddDays(1), limit).ConfigureAwait(false)),
                $"The first {limit} that are due");
    }

    private static async Task A_notification_due_now_is_due_and_one_due_a_millisecond_later_is_not(StoreTrial trial)
    {
        await SaveAsync(trial, Of(1, Rows.Noon.AddTicks(7))).ConfigureAwait(false);
        Expect.Sequence([], await DueAsync(trial, Rows.Noon.AddMilliseconds(-1)).ConfigureAwait(false), "Due a millisecond before");
        Expect.Sequence([Of(1, Rows.Noon)], await DueAsync(trial, Rows.Noon).ConfigureAwait(false), "Due now, in whole milliseconds");
    }

    private static async Task A_saved_notification_replaces_the_earlier_one_of_its_enrollment(StoreTrial trial)
    {
        var later = Of(1, Rows.Noon.AddHours(1)) with { Attempt = 3 };
        await SaveAsync(trial, Of(1, Rows.Noon), Of(2, Rows.Noon.AddHours(2))).ConfigureAwait(false);
        await SaveAsync(trial, Of(1, Rows.Noon.AddMinutes(1)) with { Attempt = 2 }, later).ConfigureAwait(false);

        Expect.Sequence([], await DueAsync(trial, Rows.Noon.AddMinutes(59)).ConfigureAwait(false), "Due before the new time");
        Expect.Sequence([later, Of(2, Rows.Noon.AddHours(2))], await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false),
            "All notifications");
    }

    private static async Task A_removed_notification_is_gone_and_removing_it_again_is_harmless(StoreTrial trial)
    {
        await SaveAsync(trial, Of(1, Rows.Noon), Of(2, Rows.Noon)).ConfigureAwait(false);
        for (var times = 0; times < 2; times++)
        {
            await trial.WriteAsync(t => t.Enrollments.RemoveNotificationsAsync(
                [new EnrollmentId(0, 1), new EnrollmentId(0, 9)], trial.Token)).ConfigureAwait(false);
            Expect.Sequence([2L], Numbers(await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false)), "What is left");
        }

        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            await transaction.Enrollments.RemoveNotificationsAsync([new EnrollmentId(0, 2)], trial.Token).ConfigureAwait(false);
        Expect.Sequence(
            [2L], Numbers(await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false)), "What is left after a rollback");
    }

    private static async Task Due_work_shows_the_next_notification_as_a_call(StoreTrial trial)
    {
        await SaveAsync(trial, Of(8, Rows.Noon.AddHours(2)), Of(9, Rows.Noon.AddHours(3))).ConfigureAwait(false);
        Expect.Equal(Rows.Noon.AddHours(2), await NextAsync(trial).ConfigureAwait(false), "The next call with notifications only");

        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada) with { Status = EnrollmentStatus.AwaitingCallback,
            DueAt = Rows.Noon.AddHours(1) }], trial.Token)).ConfigureAwait(false);
        Expect.Equal(Rows.Noon.AddHours(1), await NextAsync(trial).ConfigureAwait(false), "The next call with an earlier enrollment");

        await SaveAsync(trial, Of(8, Rows.Noon)).ConfigureAwait(false);
        Expect.Equal(Rows.Noon, await NextAsync(trial).ConfigureAwait(false), "The next call with an earlier notification");
    }

    private static async Task Notifications_are_deleted_with_their_enrollments(StoreTrial trial)
    {
        await trial.WriteAsync(async t =>
        {
            t.AllocateIds(3);
            Enrollment[] ended =
            [
                Ended(1, Rows.Ada, Rows.Noon), Ended(2, Rows.Bob, Rows.Noon), Ended(3, new CustomerId("cleo"), Rows.Noon.AddDays(2)),
            ];
            await t.Enrollments.AddAsync(ended, trial.Token).ConfigureAwait(false);
            await t.Enrollments.SaveNotificationsAsync(
                [.. ended.Select(enrollment => Of(enrollment.Id.Number, Rows.Noon))], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        await trial.WriteAsync(t => t.Maintenance.EraseAsync([Rows.Ada], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(
            [2L, 3L], Numbers(await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false)), "Notifications after an erasure");

        await trial.WriteAsync(
            t => t.Maintenance.PurgeEnrollmentsAsync(Rows.Noon.AddDays(1), [], null, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([3L], Numbers(await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false)), "Notifications after a purge");
    }

    private static async Task A_notification_of_another_partition_is_refused(StoreTrial trial)
    {
        var other = Of(1, Rows.Noon) with { Enrollment = new EnrollmentId(1, 1) };
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            await Expect.ThrowsAsync<Exception>(() => transaction.Enrollments.SaveNotificationsAsync([other], trial.Token),
                "A notification of another partition").ConfigureAwait(false);
    }

    private static EngineNotification Of(long number, DateTimeOffset due) =>
        new() { Enrollment = new EnrollmentId(0, number), DueAt = due };

    private static Enrollment Ended(long number, CustomerId customer, DateTimeOffset at) =>
        Rows.Enrollment(number, customer) with { Status = EnrollmentStatus.Exited, DueAt = null, Outcome = "bought", EndedAt = at };

    private static Task SaveAsync(StoreTrial trial, params EngineNotification[] notifications) =>
        trial.WriteAsync(t => t.Enrollments.SaveNotificationsAsync(notifications, trial.Token));

    private static Task<IReadOnlyList<EngineNotification>> DueAsync(StoreTrial trial, DateTimeOffset now, int limit = 100) =>
        trial.ReadAsync(t => t.Enrollments.ReadDueNotificationsAsync(now, limit, trial.Token));

    private static Task<DateTimeOffset?> NextAsync(StoreTrial trial) => trial.NextAsync(static partition => partition.Calls);

    private static IEnumerable<long> Numbers(IEnumerable<EngineNotification> notifications) =>
        notifications.Select(notification => notification.Enrollment.Number);
}
