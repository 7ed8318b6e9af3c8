using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class PauseRules
{
    private static readonly JourneyName Other = new("abandoned-cart");

    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_pause_is_kept_replaced_and_removed,
        A_pause_belongs_to_its_partition,
        A_pause_that_is_not_committed_is_no_pause,
        A_pause_outlives_the_process,
        What_is_held_back_is_due_for_nobody,
        What_is_held_back_is_read_by_journey_in_the_order_of_its_due_time,
        What_is_no_longer_held_back_is_due_again,
        A_resumed_journey_shows_in_what_there_is_to_do,
        Late_enrollments_are_counted_by_step_whether_held_back_or_not,
        Late_messages_are_counted_whether_held_back_or_not,
        Stuck_enrollments_are_read_page_by_page,
        Dead_messages_are_read_page_by_page,
    ];

    private static async Task A_pause_is_kept_replaced_and_removed(StoreTrial trial)
    {
        Expect.Sequence([], await PausesAsync(trial).ConfigureAwait(false), "Pauses of a new store");
        var paused = Pause(Rows.Churn) with { Reason = "stock problem Ž 😀" };
        var other = Pause(Other);
        await trial.WriteAsync(t => t.Pauses.SaveAsync(paused, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Pauses.SaveAsync(other, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([other, paused], await PausesAsync(trial).ConfigureAwait(false), "Two pauses, by name");
        var resumed = paused with { ResumedAt = Rows.Noon.AddHours(3), SpreadOver = TimeSpan.FromMilliseconds(7_200_001) };
        await trial.WriteAsync(t => t.Pauses.SaveAsync(resumed, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([other, resumed], await PausesAsync(trial).ConfigureAwait(false), "A pause that was replaced");
        await trial.WriteAsync(t => t.Pauses.RemoveAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Pauses.RemoveAsync(new JourneyName("unknown"), trial.Token)).ConfigureAwait(false);
        Expect.Sequence([other], await PausesAsync(trial).ConfigureAwait(false), "What is left after a removal");
    }

    private static async Task A_pause_belongs_to_its_partition(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Pauses.SaveAsync(Pause(Rows.Churn), trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([], await PausesAsync(trial).ConfigureAwait(false), "Pauses of the other partition");
        Expect.Sequence([Pause(Rows.Churn)], await PausesAsync(trial, partition: 1).ConfigureAwait(false), "Pauses of the partition");
    }

    private static async Task A_pause_that_is_not_committed_is_no_pause(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Pauses.SaveAsync(Pause(Other), trial.Token)).ConfigureAwait(false);
        await trial.ReadAsync(async t =>
        {
            await t.Pauses.SaveAsync(Pause(Rows.Churn), trial.Token).ConfigureAwait(false);
            await t.Pauses.RemoveAsync(Other, trial.Token).ConfigureAwait(false);
            Expect.Sequence(
                [Pause(Rows.Churn)], (await t.Pauses.ReadAsync(trial.Token).ConfigureAwait(false)).Journeys,
                "Pauses inside the transaction");
            return true;
        }).ConfigureAwait(false);
        Expect.Sequence([Pause(Other)], await PausesAsync(trial).ConfigureAwait(false), "Pauses after the transaction was undone");
    }

    private static async Task A_pause_outlives_the_process(StoreTrial trial)
    {
        await trial.WriteAsync(async t =>
        {
            await t.Pauses.SaveAsync(Pause(Rows.Churn), trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada) with { IsHeld = true }], trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync([Rows.Message(2) with { IsHeld = true }], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (!await trial.ReopenAsync().ConfigureAwait(false))
            return;
        Expect.Sequence([Pause(Rows.Churn)], await PausesAsync(trial).ConfigureAwait(false), "Pauses after a restart");
        Expect.Sequence([1L], await HeldAsync(trial, Rows.Churn).ConfigureAwait(false), "Held enrollments after a restart");
        Expect.Sequence([2L], await HeldMessagesAsync(trial, Rows.Churn).ConfigureAwait(false), "Held messages after a restart");
    }

    private static async Task What_is_held_back_is_due_for_nobody(StoreTrial trial)
    {
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync(
                [
                    Rows.Enrollment(1, Rows.Ada) with { DueAt = Rows.Noon, IsHeld = true },
                    Rows.Enrollment(2, Rows.Bob) with { DueAt = Rows.Noon, IsHeld = true, Status = EnrollmentStatus.AwaitingCallback },
                ],
                trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync([Rows.Message(3) with { DueAt = Rows.Noon, IsHeld = true }], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        await trial.ReadAsync(async t =>
        {
            var late = Rows.Noon.AddDays(1);
            Expect.Equal(0, (await t.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, late, 10, trial.Token).ConfigureAwait(false)).Count,
                "Held enrollments that are due");
            Expect.Equal(0, (await t.Enrollments.ReadDueAsync(
                EnrollmentStatus.AwaitingCallback, late, 10, trial.Token).ConfigureAwait(false)).Count, "Held calls that are due");
            Expect.Equal(0, (await t.Outbox.ReadDueAsync(late, 10, trial.Token).ConfigureAwait(false)).Count, "Held messages that are due");
            Expect.Equal(0, await t.Outbox.CountQueuedAsync(10, trial.Token).ConfigureAwait(false), "Held messages that count as queued");
            return true;
        }).ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);
        Expect.Equal(new PartitionDueWork(null, null, null, false, false), (await store.ReadDueWorkAsync(
            trial.Token).ConfigureAwait(false)).Partitions[0], "What there is to do while everything is held back");
    }

    private static async Task What_is_held_back_is_read_by_journey_in_the_order_of_its_due_time(StoreTrial trial)
    {
        int[] hours = [5, 1, 3, 1];
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync(
                [
                    .. hours.Select((hour, index) =>
                        Rows.Enrollment(index + 1, Rows.Ada, $"{index}") with { DueAt = Rows.Noon.AddHours(hour), IsHeld = true }),
                    Rows.Enrollment(5, Rows.Ada) with { Journey = Other, IsHeld = true },
                    Rows.Enrollment(6, Rows.Ada, "due") with { DueAt = Rows.Noon },
                    Rows.Enrollment(7, Rows.Ada, "ended") with { DueAt = null, IsHeld = true, Status = EnrollmentStatus.Exited },
                ],
                trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync(
                [
                    .. hours.Select((hour, index) => Rows.Message(index + 11) with { DueAt = Rows.Noon.AddHours(hour), IsHeld = true }),
                    Rows.Message(15) with { Journey = Other, IsHeld = true },
                    Rows.Message(16),
                    Rows.Message(17, MessageStatus.Withdrawn) with { IsHeld = true },
                ],
                trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        Expect.Sequence([2L, 4, 3, 1], await HeldAsync(trial, Rows.Churn).ConfigureAwait(false), "Held enrollments");
        Expect.Sequence([2L, 4], await HeldAsync(trial, Rows.Churn, 2).ConfigureAwait(false), "The first held enrollments");
        Expect.Sequence([5L], await HeldAsync(trial, Other).ConfigureAwait(false), "Held enrollments of another journey");
        Expect.Sequence([12L, 14, 13, 11], await HeldMessagesAsync(trial, Rows.Churn).ConfigureAwait(false), "Held messages");
        Expect.Sequence([12L, 14], await HeldMessagesAsync(trial, Rows.Churn, 2).ConfigureAwait(false), "The first held messages");
        Expect.Sequence([15L], await HeldMessagesAsync(trial, Other).ConfigureAwait(false), "Held messages of another journey");
    }

    private static async Task What_is_no_longer_held_back_is_due_again(StoreTrial trial)
    {
        var (enrollment, message) = (Rows.Enrollment(1, Rows.Ada) with { DueAt = Rows.Noon }, Rows.Message(2));
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync([enrollment], trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync([message], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        foreach (var isHeld in (bool[])[true, false, true, false])
        {
            await trial.WriteAsync(async t =>
            {
                await t.Enrollments.UpdateAsync([enrollment with { IsHeld = isHeld }], trial.Token).ConfigureAwait(false);
                await t.Outbox.UpdateAsync([message with { IsHeld = isHeld }], trial.Token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            long[] due = isHeld ? [] : [1];
            Expect.Sequence(due, await trial.ReadAsync(async t => (await t.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, Rows.Noon, 9,
                trial.Token).ConfigureAwait(false)).Select(row => row.Id.Number).ToList()).ConfigureAwait(false), "Due enrollments");
            Expect.Sequence(due.Select(number => number + 1), await trial.ReadAsync(async t => (await t.Outbox.ReadDueAsync(Rows.Noon, 9,
                trial.Token).ConfigureAwait(false)).Select(row => row.Id.Number).ToList()).ConfigureAwait(false), "Due messages");
            Expect.Equal(isHeld, (await trial.ReadAsync(t => t.Enrollments.FindAsync(
                [enrollment.Id], trial.Token)).ConfigureAwait(false))[enrollment.Id].IsHeld, "Whether the enrollment is held back");
            Expect.Equal(isHeld, (await trial.ReadAsync(t => t.Outbox.FindAsync(
                [message.Id], trial.Token)).ConfigureAwait(false))[message.Id].IsHeld, "Whether the message is held back");
        }
    }

    private static async Task A_resumed_journey_shows_in_what_there_is_to_do(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Pauses.SaveAsync(Pause(Rows.Churn), trial.Token)).ConfigureAwait(false);
        Expect.Equal(
            null, await trial.NextAsync(partition => partition.Releases).ConfigureAwait(false), "A release while the journey is paused");
        await trial.WriteAsync(
            t => t.Pauses.SaveAsync(Pause(Rows.Churn) with { ResumedAt = Rows.Noon.AddHours(2) }, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Pauses.SaveAsync(Pause(Other) with { ResumedAt = Rows.Noon.AddHours(1) }, trial.Token)).ConfigureAwait(false);
        Expect.Equal(
            Rows.Noon.AddHours(1), await trial.NextAsync(partition => partition.Releases).ConfigureAwait(false), "The first release");
        await trial.WriteAsync(t => t.Pauses.RemoveAsync(Other, trial.Token)).ConfigureAwait(false);
        Expect.Equal(
            Rows.Noon.AddHours(2), await trial.NextAsync(partition => partition.Releases).ConfigureAwait(false), "The next release");
        await trial.WriteAsync(t => t.Pauses.RemoveAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.Equal(
            null, await trial.NextAsync(partition => partition.Releases).ConfigureAwait(false), "A release when everything is released");
    }

    private static async Task Late_enrollments_are_counted_by_step_whether_held_back_or_not(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [
                Rows.Enrollment(1, Rows.Ada, "1") with { DueAt = Rows.Noon, IsHeld = true },
                Rows.Enrollment(2, Rows.Ada, "2") with { DueAt = Rows.Noon },
                Rows.Enrollment(3, Rows.Ada, "3") with { DueAt = Rows.Noon.AddMilliseconds(1) },
                Rows.Enrollment(4, Rows.Ada, "4") with { DueAt = Rows.Noon.AddHours(-1), Step = null, Version = 2,
                    Status = EnrollmentStatus.AwaitingCallback },
                Rows.Enrollment(5, Rows.Ada, "5") with { DueAt = Rows.Noon, Status = EnrollmentStatus.Stuck },
                Rows.Enrollment(6, Rows.Ada, "6") with { DueAt = Rows.Noon, Journey = Other },
            ],
            trial.Token)).ConfigureAwait(false);
        Expect.Sequence(
            [new StepPopulation(1, "think", EnrollmentStatus.Waiting, 2), new StepPopulation(2, "", EnrollmentStatus.AwaitingCallback, 1)],
            await trial.ReadAsync(t => t.Enrollments.CountLateAsync(Rows.Churn, Rows.Noon, trial.Token)).ConfigureAwait(false),
            "Late enrollments");
    }

    private static async Task Late_messages_are_counted_whether_held_back_or_not(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [
                Rows.Message(1) with { IsHeld = true },
                Rows.Message(2),
                Rows.Message(3) with { DueAt = Rows.Noon.AddMilliseconds(1) },
                Rows.Message(4) with { DueAt = Rows.Noon.AddMilliseconds(1), IsHeld = true },
                Rows.Message(5, MessageStatus.Sent) with { DueAt = Rows.Noon },
                Rows.Message(6) with { Journey = Other, IsHeld = true },
                Rows.Message(7) with { Journey = Other },
            ],
            trial.Token)).ConfigureAwait(false);
        Expect.Equal(2L, await trial.ReadAsync(t => t.Outbox.CountLateAsync(Rows.Churn, Rows.Noon, trial.Token)).ConfigureAwait(false),
            "Late messages");
    }

    private static async Task Stuck_enrollments_are_read_page_by_page(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [.. Enumerable.Range(1, 9).Select(number => Rows.Enrollment(number, Rows.Ada, $"{number}") with { Status = number % 2 == 0
                ? EnrollmentStatus.Stuck : EnrollmentStatus.Waiting })], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(2, Rows.Bob) with { Id = new EnrollmentId(1, 2),
            Status = EnrollmentStatus.Stuck }], trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([2L, 4, 6], await ReadAsync(0, 3).ConfigureAwait(false), "The first page");
        Expect.Sequence([8L], await ReadAsync(6, 3).ConfigureAwait(false), "The last page");
        await trial.WriteAsync(t => t.Enrollments.UpdateAsync([Rows.Enrollment(4, Rows.Ada, "4")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([2L, 6, 8], await ReadAsync(0, 9).ConfigureAwait(false), "All, after one was resumed");

        Task<List<long>> ReadAsync(long after, int limit) =>
            trial.ReadAsync(async t => (await t.Enrollments.ReadStuckAsync(after, limit, trial.Token).ConfigureAwait(false))
                .Select(row => row.Id.Number).ToList());
    }

    private static async Task Dead_messages_are_read_page_by_page(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [.. Enumerable.Range(1, 9).Select(number => Rows.Message(number, number % 2 == 0 ? MessageStatus.Dead : MessageStatus.Sent))],
            trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Outbox.AddAsync([Rows.Message(2, MessageStatus.Dead) with { Id = new MessageId(1, 2),
            Enrollment = new EnrollmentId(1, 1) }], trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([2L, 4, 6], await ReadAsync(0, 3).ConfigureAwait(false), "The first page");
        Expect.Sequence([8L], await ReadAsync(6, 3).ConfigureAwait(false), "The last page");
        await trial.WriteAsync(t => t.Outbox.UpdateAsync([Rows.Message(4)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([2L, 6, 8], await ReadAsync(0, 9).ConfigureAwait(false), "All, after one was resumed");

        Task<List<long>> ReadAsync(long after, int limit) =>
            trial.ReadAsync(async t =>
                (await t.Outbox.ReadDeadAsync(after, limit, trial.Token).ConfigureAwait(false)).Select(row => row.Id.Number).ToList());
    }

    private static JourneyPause Pause(JourneyName journey) => new() { Journey = journey, PausedAt = Rows.Noon, Reason = "why" };

    private static Task<IReadOnlyList<JourneyPause>> PausesAsync(StoreTrial trial, int partition = 0) =>
        trial.ReadAsync(async t => (await t.Pauses.ReadAsync(trial.Token).ConfigureAwait(false)).Journeys, partition);

    private static Task<List<long>> HeldAsync(StoreTrial trial, JourneyName journey, int limit = 100) =>
        trial.ReadAsync(async t =>
            (await t.Enrollments.ReadHeldAsync(journey, limit, trial.Token).ConfigureAwait(false)).Select(row => row.Id.Number).ToList());

    private static Task<List<long>> HeldMessagesAsync(StoreTrial trial, JourneyName journey, int limit = 100) =>
        trial.ReadAsync(async t =>
            (await t.Outbox.ReadHeldAsync(journey, limit, trial.Token).ConfigureAwait(false)).Select(row => row.Id.Number).ToList());
}
