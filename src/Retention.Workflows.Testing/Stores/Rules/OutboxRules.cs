using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class OutboxRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_message_comes_back_as_it_was_added,
        A_message_is_replaced,
        A_message_number_is_unique,
        A_missing_message_cannot_be_updated,
        Due_messages_are_read_by_due_time_and_then_number,
        The_next_message_is_the_first_queued_one,
        The_messages_of_enrollments_are_read_by_number,
        Messages_are_read_in_pages,
        Messages_that_wait_for_a_channel_are_read_by_due_time,
    ];

    private static async Task Messages_that_wait_for_a_channel_are_read_by_due_time(StoreTrial trial)
    {
        var waiting = Rows.Message(1, due: Rows.Noon.AddHours(3)) with { Reason = RefusalReasons.ChannelDown, BlockedSince = Rows.Noon };
        OutboxMessage[] messages =
        [
            waiting,
            waiting with { Id = new MessageId(0, 2), DueAt = Rows.Noon.AddHours(1) },
            waiting with { Id = new MessageId(0, 3), Channel = Channel.Sms },
            waiting with { Id = new MessageId(0, 4), Reason = "smtp-unreachable" },
            waiting with { Id = new MessageId(0, 5), IsHeld = true },
            waiting with { Id = new MessageId(0, 6), Status = MessageStatus.Dead, DueAt = null },
            waiting with { Id = new MessageId(0, 7), DueAt = Rows.Noon.AddHours(1), BlockedSince = null },
        ];
        await trial.WriteAsync(t => t.Outbox.AddAsync(messages, trial.Token)).ConfigureAwait(false);
        await ExpectWaitingAsync(trial, 10, 2, 7, 1).ConfigureAwait(false);
        await ExpectWaitingAsync(trial, 2, 2, 7).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Outbox.UpdateAsync([messages[1] with { Reason = null }], trial.Token)).ConfigureAwait(false);
        await ExpectWaitingAsync(trial, 10, 7, 1).ConfigureAwait(false);
    }

    private static async Task ExpectWaitingAsync(StoreTrial trial, int limit, params long[] numbers) => Expect.Sequence(
        numbers, (await trial.ReadAsync(t => t.Outbox.ReadWaitingForChannelAsync(Channel.Email, limit, trial.Token)).ConfigureAwait(false))
            .Select(message => message.Id.Number), "Messages that wait for a channel");

    private static async Task A_message_comes_back_as_it_was_added(StoreTrial trial)
    {
        OutboxMessage[] messages = [Everything, Rows.Message(2)];
        await trial.WriteAsync(t => t.Outbox.AddAsync(messages, trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, messages).ConfigureAwait(false);
        var found =
            await trial.ReadAsync(t => t.Outbox.FindAsync([new(0, 2), new(0, 9), new(5, 1), new(0, 2)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([new MessageId(0, 2)], found.Keys, "Messages found");
    }

    private static async Task A_message_is_replaced(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync([Rows.Message(1), Rows.Message(2)], trial.Token)).ConfigureAwait(false);
        var decided = Rows.Message(1) with { Status = MessageStatus.Refused, DueAt = null, Attempt = 2, DecidedAt = Rows.Noon.AddHours(1),
            Reason = "no-consent", VoucherCode = "B" };
        await trial.WriteAsync(
            t => t.Outbox.UpdateAsync([Rows.Message(1) with { Reason = "passing" }, decided], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, decided, Rows.Message(2)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Outbox.UpdateAsync([Rows.Message(1)], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Message(1), Rows.Message(2)).ConfigureAwait(false);
    }

    private static async Task A_message_number_is_unique(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync([Rows.Message(1)], trial.Token)).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Outbox.AddAsync([Rows.Message(1) with { Step = "other" }], trial.Token), "The same number twice").ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Message(1)).ConfigureAwait(false);
    }

    private static async Task A_missing_message_cannot_be_updated(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync([Rows.Message(1)], trial.Token)).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(t => t.Outbox.UpdateAsync(
            [Rows.Message(1) with { Reason = "gone" }, Rows.Message(2)], trial.Token), "Updating a missing row").ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Message(1)).ConfigureAwait(false);
    }

    private static async Task Due_messages_are_read_by_due_time_and_then_number(StoreTrial trial)
    {
        int[] minutes = [5, 1, 3, 1];
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [
                .. minutes.Select((minute, index) => Rows.Message(index + 1, due: Rows.Noon.AddMinutes(minute))),
                .. Enum.GetValues<MessageStatus>().Where(status => status != MessageStatus.Queued)
                    .Select(status => Rows.Message(10 + (int)status, status, Rows.Noon)),
                Rows.Message(30) with { DueAt = null },
            ],
            trial.Token)).ConfigureAwait(false);

        Expect.Sequence([2L, 4, 3, 1], await DueAsync(trial, Rows.Noon.AddMinutes(5)).ConfigureAwait(false), "Messages that are due");
        foreach (var (limit, count) in ((int, int)[])[(100, 4), (4, 4), (3, 3)])
            Expect.Equal(count, await trial.ReadAsync(t => t.Outbox.CountQueuedAsync(limit, trial.Token)).ConfigureAwait(false),
                $"Queued messages with a due time, counted to {limit}");
        Expect.Sequence(
            [2L, 4], await DueAsync(trial, Rows.Noon.AddMinutes(5), limit: 2).ConfigureAwait(false), "The first two that are due");
        Expect.Sequence([2L, 4, 3], await DueAsync(trial, Rows.Noon.AddMinutes(5).AddMilliseconds(-1)).ConfigureAwait(false),
            "Messages due a millisecond before the last");
        await trial.WriteAsync(t => t.Outbox.UpdateAsync(
            [Rows.Message(2, MessageStatus.Sent) with { DueAt = null }, Rows.Message(4, due: Rows.Noon.AddMinutes(9)),
                Rows.Message(11, MessageStatus.Queued, Rows.Noon.AddMinutes(4))], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(
            [3L, 11, 1], await DueAsync(trial, Rows.Noon.AddMinutes(5)).ConfigureAwait(false), "Messages that are due after some moved");
    }

    private static async Task The_next_message_is_the_first_queued_one(StoreTrial trial)
    {
        Expect.Equal(null, await NextAsync(trial).ConfigureAwait(false), "The next message of an empty outbox");
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [Rows.Message(1, MessageStatus.Sent, Rows.Noon.AddHours(-1)), Rows.Message(2, due: Rows.Noon.AddHours(2)),
                Rows.Message(3, due: Rows.Noon.AddHours(1))], trial.Token)).ConfigureAwait(false);
        Expect.Equal(Rows.Noon.AddHours(1), await NextAsync(trial).ConfigureAwait(false), "The next message");
        await trial.WriteAsync(t => t.Outbox.UpdateAsync(
            [Rows.Message(2, MessageStatus.Dead), Rows.Message(3, MessageStatus.Dispatching, worker: 1)],
            trial.Token)).ConfigureAwait(false);
        Expect.Equal(null, await NextAsync(trial).ConfigureAwait(false), "The next message when none is queued any more");
    }

    private static async Task The_messages_of_enrollments_are_read_by_number(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [Of(4, 1), Of(1, 2), Of(3, 3), Of(2, 1) with { Status = MessageStatus.Sent, DueAt = null }],
            trial.Token)).ConfigureAwait(false);
        var read = await trial.ReadAsync(t =>
            t.Outbox.ReadByEnrollmentAsync([new(0, 2), new(0, 1), new(0, 2), new(0, 9), new(7, 3)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([1L, 2, 4], read.Select(message => message.Id.Number), "Messages of two enrollments");

        static OutboxMessage Of(long number, long enrollment) => Rows.Message(number) with { Enrollment = new EnrollmentId(0, enrollment) };
    }

    private static async Task Messages_are_read_in_pages(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [.. Enumerable.Range(1, 9).Reverse().Select(number => Rows.Message(number * 2))], trial.Token)).ConfigureAwait(false);
        foreach (var limit in (int[])[1, 3, 9, 100])
        {
            var read = new List<long>();
            while (true)
            {
                var page = await trial.ReadAsync(
                    t => t.Outbox.ReadAllAsync(read.Count == 0 ? 0 : read[^1], limit, trial.Token)).ConfigureAwait(false);
                Expect.That(page.Count <= limit, $"A page of {limit} has {page.Count} messages.");
                read.AddRange(page.Select(message => message.Id.Number));
                if (page.Count < limit)
                    break;
            }

            Expect.Sequence(Enumerable.Range(1, 9).Select(number => number * 2L), read, $"Messages in pages of {limit}");
        }
    }

    private static async Task ExpectAsync(StoreTrial trial, params OutboxMessage[] expected) =>
        Expect.Sequence(expected, await trial.ReadAsync(t => t.Outbox.ReadAllAsync(0, 100, trial.Token)).ConfigureAwait(false), "Messages");

    private static Task<DateTimeOffset?> NextAsync(StoreTrial trial) => trial.NextAsync(static partition => partition.Messages);

    private static async Task<IReadOnlyList<long>> DueAsync(StoreTrial trial, DateTimeOffset now, int limit = 100)
    {
        var due = await trial.ReadAsync(t => t.Outbox.ReadDueAsync(now, limit, trial.Token)).ConfigureAwait(false);
        return [.. due.Select(message => message.Id.Number)];
    }

    private static OutboxMessage Everything { get; } = new()
    {
        Id = new MessageId(0, 1),
        Enrollment = new EnrollmentId(0, 77),
        Journey = Rows.Churn,
        Version = 12,
        Step = "voucher-mail",
        Visit = 3,
        Choice = 2,
        Customer = new CustomerId("Ž \"1\""),
        Channel = new Channel("letter"),
        VoucherCode = "SWIFT-BCDF",
        QueuedAt = Rows.Noon,
        DueAt = Rows.Noon.AddMinutes(1),
        Status = MessageStatus.Dispatching,
        Attempt = 4,
        BlockedSince = Rows.Noon.AddMinutes(-3),
        Worker = long.MaxValue,
        DecidedAt = Rows.Noon.AddMinutes(2),
        Reason = "550 5.1.1 no such \"user\"",
    };
}
