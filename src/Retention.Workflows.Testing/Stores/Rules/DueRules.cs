using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class DueRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Due_enrollments_are_read_by_due_time_and_then_number,
        An_enrollment_due_now_is_due_and_one_due_a_millisecond_later_is_not,
        Only_the_requested_status_is_read,
        A_moved_enrollment_is_due_at_its_new_time,
        Due_work_shows_the_next_due_time_of_active_and_of_awaiting_enrollments,
        Instants_are_kept_in_whole_milliseconds,
    ];

    private static async Task Due_enrollments_are_read_by_due_time_and_then_number(StoreTrial trial)
    {
        int[] hours = [5, 1, 3, 1, 2, 5, 1, 4];
        await AddAsync(trial, [.. hours.Select((hour, index) =>
            Rows.Enrollment(index + 1, Rows.Ada, $"{index}") with { DueAt = Rows.Noon.AddHours(hour) })]).ConfigureAwait(false);
        long[] expected = [2, 4, 7, 5, 3, 8, 1, 6];
        foreach (var limit in (int[])[1, 4, 8, 100])
            Expect.Sequence(expected.Take(limit), await DueAsync(trial, Rows.Noon.AddDays(1), limit).ConfigureAwait(false),
                $"The first {limit} that are due");
    }

    private static async Task An_enrollment_due_now_is_due_and_one_due_a_millisecond_later_is_not(StoreTrial trial)
    {
        await AddAsync(trial, Rows.Enrollment(1, Rows.Ada) with { DueAt = Rows.Noon }).ConfigureAwait(false);
        Expect.Sequence([], await DueAsync(trial, Rows.Noon.AddMilliseconds(-1)).ConfigureAwait(false), "Due a millisecond before");
        Expect.Sequence([], await DueAsync(trial, Rows.Noon.AddTicks(-1)).ConfigureAwait(false), "Due a tick before");
        Expect.Sequence([1L], await DueAsync(trial, Rows.Noon).ConfigureAwait(false), "Due now");
        Expect.Sequence([1L], await DueAsync(trial, DateTimeOffset.MaxValue).ConfigureAwait(false), "Due long after");
    }

    private static async Task Only_the_requested_status_is_read(StoreTrial trial)
    {
        await AddAsync(trial, [.. Enum.GetValues<EnrollmentStatus>().Select(status =>
            Rows.Enrollment(1 + (int)status, Rows.Ada, $"{status}") with { Status = status, DueAt = Rows.Noon })]).ConfigureAwait(false);
        await AddAsync(trial, Rows.Enrollment(11, Rows.Ada, "never") with { DueAt = null }).ConfigureAwait(false);
        Expect.Sequence([1L], await DueAsync(trial, Rows.Noon).ConfigureAwait(false), "Active ones");
        Expect.Sequence([2L], await DueAsync(trial, Rows.Noon, status: EnrollmentStatus.AwaitingCallback).ConfigureAwait(false),
            "Enrollments that await a callback");
    }

    private static async Task A_moved_enrollment_is_due_at_its_new_time(StoreTrial trial)
    {
        var enrollment = Rows.Enrollment(1, Rows.Ada) with { DueAt = Rows.Noon };
        await AddAsync(trial, enrollment, Rows.Enrollment(2, Rows.Bob) with { DueAt = Rows.Noon.AddHours(2) }).ConfigureAwait(false);

        await trial.WriteAsync(
            t => t.Enrollments.UpdateAsync([enrollment with { DueAt = Rows.Noon.AddHours(3) }], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([2L], await DueAsync(trial, Rows.Noon.AddHours(2)).ConfigureAwait(false), "Due after one was moved on");
        await trial.WriteAsync(
            t => t.Enrollments.UpdateAsync([enrollment with { DueAt = Rows.Noon.AddHours(1) }], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([1L, 2], await DueAsync(trial, Rows.Noon.AddHours(2)).ConfigureAwait(false), "Due after it was moved back");
        await trial.WriteAsync(t => t.Enrollments.UpdateAsync(
            [enrollment with { DueAt = null, Status = EnrollmentStatus.Exited }], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([2L], await DueAsync(trial, Rows.Noon.AddHours(2)).ConfigureAwait(false), "Due after it ended");
    }

    private static async Task Due_work_shows_the_next_due_time_of_active_and_of_awaiting_enrollments(StoreTrial trial)
    {
        Expect.Equal((null, null), await NextAsync(trial).ConfigureAwait(false), "The next due time of nothing");
        var active = Rows.Enrollment(1, Rows.Ada) with { DueAt = Rows.Noon.AddHours(2) };
        var awaiting = Rows.Enrollment(2, Rows.Bob) with { Status = EnrollmentStatus.AwaitingCallback, DueAt = Rows.Noon.AddHours(1) };
        await AddAsync(trial, active).ConfigureAwait(false);
        Expect.Equal((active.DueAt, null), await NextAsync(trial).ConfigureAwait(false), "The next due time with one active");
        await AddAsync(trial, awaiting,
            Rows.Enrollment(3, Rows.Ada, "stuck") with { Status = EnrollmentStatus.Stuck, DueAt = Rows.Noon }).ConfigureAwait(false);
        Expect.Equal((active.DueAt, awaiting.DueAt), await NextAsync(trial).ConfigureAwait(false),
            "The next due time with one awaiting a callback earlier");
        await trial.WriteAsync(t => t.Enrollments.UpdateAsync(
            [active with { Status = EnrollmentStatus.Completed, DueAt = null }], trial.Token)).ConfigureAwait(false);
        Expect.Equal(
            (null, awaiting.DueAt), await NextAsync(trial).ConfigureAwait(false), "The next due time with one awaiting a callback only");
    }

    private static async Task Instants_are_kept_in_whole_milliseconds(StoreTrial trial)
    {
        var uneven = Rows.Noon.AddTicks(15_999).ToOffset(TimeSpan.FromHours(9));
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada) with { EnteredAt = uneven, DueAt = uneven, EndedAt = uneven,
                ConvertedAt = uneven }], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AppendHistoryAsync([new HistoryEntry { Enrollment = new EnrollmentId(0, 1), At = uneven, Moves = "think" }],
                trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync(
                [Rows.Message(1) with { QueuedAt = uneven, DueAt = uneven, DecidedAt = uneven }], trial.Token).ConfigureAwait(false);
            await t.Vouchers.AddAsync([Rows.Voucher("A", "a", Rows.Ada) with { IssuedAt = uneven, ExpiresAt = uneven,
                RedeemedAt = uneven }], trial.Token).ConfigureAwait(false);
            await t.Sweeps.SaveAsync(new Storage.SweepState { Sweep = "rfm", Occurrence = uneven }, trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        var kept = await trial.ReadAsync(async t =>
        {
            var enrollment = (await t.Enrollments.FindAsync([new EnrollmentId(0, 1)], trial.Token).ConfigureAwait(false)).Values.Single();
            var history = await t.Enrollments.ReadHistoryAsync(new EnrollmentId(0, 1), trial.Token).ConfigureAwait(false);
            var message = (await t.Outbox.FindAsync([new MessageId(0, 1)], trial.Token).ConfigureAwait(false)).Values.Single();
            var voucher = (await t.Vouchers.FindAsync(["A"], trial.Token).ConfigureAwait(false)).Values.Single();
            var sweep = await t.Sweeps.FindAsync("rfm", trial.Token).ConfigureAwait(false);
            return (DateTimeOffset?[])
            [
                enrollment.EnteredAt, enrollment.DueAt, enrollment.EndedAt, enrollment.ConvertedAt, history[0].At,
                message.QueuedAt,
                message.DueAt, message.DecidedAt, voucher.IssuedAt, voucher.ExpiresAt, voucher.RedeemedAt, sweep?.Occurrence,
            ];
        }).ConfigureAwait(false);
        Expect.Sequence(Enumerable.Repeat<DateTimeOffset?>(Rows.Noon.AddMilliseconds(1), kept.Length), kept, "Instants");
        Expect.That(kept.All(instant => instant?.Offset == TimeSpan.Zero), "Instants must be returned in UTC.");
    }

    private static Task AddAsync(StoreTrial trial, params Enrollment[] enrollments) =>
        trial.WriteAsync(t => t.Enrollments.AddAsync(enrollments, trial.Token));

    private static async Task<(DateTimeOffset?, DateTimeOffset?)> NextAsync(StoreTrial trial) =>
        (await trial.NextAsync(static partition => partition.Steps).ConfigureAwait(false),
            await trial.NextAsync(static partition => partition.Calls).ConfigureAwait(false));

    private static async Task<IReadOnlyList<long>> DueAsync(
        StoreTrial trial, DateTimeOffset now, int limit = 100, EnrollmentStatus status = EnrollmentStatus.Waiting)
    {
        var due = await trial.ReadAsync(t => t.Enrollments.ReadDueAsync(status, now, limit, trial.Token)).ConfigureAwait(false);
        return [.. due.Select(enrollment => enrollment.Id.Number)];
    }
}
