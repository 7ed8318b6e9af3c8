using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class PurgeRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Enrollments_that_ended_are_purged_with_history_and_messages,
        Enrollments_with_undecided_messages_and_of_excepted_journeys_are_kept,
        Events_that_happened_before_are_purged,
        Vouchers_that_expired_or_were_redeemed_are_purged,
        A_purge_continues_where_it_ended_and_stays_in_its_partition,
        A_purge_that_is_rolled_back_deletes_nothing,
    ];

    private static async Task Enrollments_that_ended_are_purged_with_history_and_messages(StoreTrial trial)
    {
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync(
                [
                    Ended(1, Rows.Noon.AddMilliseconds(-1)), Ended(2, Rows.Noon), Rows.Enrollment(3, Rows.Bob, "3"),
                    Rows.Enrollment(4, Rows.Ada, "4") with { Status = EnrollmentStatus.Stuck, DueAt = null },
                    Ended(5, Rows.Noon.AddYears(-9)) with { Status = EnrollmentStatus.Exited },
                ],
                trial.Token).ConfigureAwait(false);
            await t.Enrollments.AppendHistoryAsync([.. Enumerable.Range(1, 5).Select(number =>
                new HistoryEntry { Enrollment = new(0, number), At = Rows.Noon, Moves = "think" })], trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync([Of(6, 1, MessageStatus.Sent), Of(7, 1, MessageStatus.Dead), Of(8, 2, MessageStatus.Refused),
                Of(9, 3, MessageStatus.Sent)], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddCountersAsync([Rows.Counter(1)], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var chunk = default(PurgeChunk);
        await trial.WriteAsync(async t => chunk =
            await t.Maintenance.PurgeEnrollmentsAsync(Rows.Noon, [], null, 100, trial.Token).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(new PurgeChunk(2, null), chunk, "A purge of enrollments");
        Expect.Sequence([2L, 3, 4], await NumbersAsync(trial).ConfigureAwait(false), "Enrollments kept");
        var messages = await trial.ReadAsync(t => t.Outbox.ReadAllAsync(0, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([8L, 9], messages.Select(message => message.Id.Number), "Messages kept");
        foreach (var (number, entries) in ((long, int)[])[(1, 0), (2, 1), (3, 1), (5, 0)])
            Expect.Equal(entries, (await trial.ReadAsync(t => t.Enrollments.ReadHistoryAsync(
                new(0, number), trial.Token)).ConfigureAwait(false)).Count, $"History of enrollment {number}");
        Expect.Equal(1, (await trial.ReadAsync(t => t.Enrollments.ReadCountersAsync(Rows.Churn, trial.Token)).ConfigureAwait(false)).Count,
            "Counters");
    }

    private static async Task Enrollments_with_undecided_messages_and_of_excepted_journeys_are_kept(StoreTrial trial)
    {
        var other = new JourneyName("other");
        await trial.WriteAsync(async t =>
        {
            await t.Enrollments.AddAsync(
                [.. Enumerable.Range(1, 4).Select(number => Ended(number, Rows.Noon.AddDays(-1))),
                    Ended(5, Rows.Noon.AddDays(-1)) with { Journey = other }], trial.Token).ConfigureAwait(false);
            await t.Outbox.AddAsync(
                [Of(6, 1, MessageStatus.Queued), Of(7, 1, MessageStatus.Sent), Of(8, 2, MessageStatus.Dispatching), Of(9, 3,
                    MessageStatus.Withdrawn), Of(10, 4, MessageStatus.Queued) with { DueAt = null }], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Maintenance.PurgeEnrollmentsAsync(Rows.Noon, [other], null, 100, trial.Token)).ConfigureAwait(false);

        Expect.Sequence([1L, 2, 4], await NumbersAsync(trial).ConfigureAwait(false), "Enrollments kept");
        Expect.Equal(1, (await trial.ReadAsync(t => t.Enrollments.ReadAllAsync(other, 0, 10, trial.Token)).ConfigureAwait(false)).Count,
            "Enrollments of a journey that is excepted");
        Expect.Equal(
            4, (await trial.ReadAsync(t => t.Outbox.ReadAllAsync(0, 100, trial.Token)).ConfigureAwait(false)).Count, "Messages kept");
    }

    private static async Task Events_that_happened_before_are_purged(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [
                Rows.Bought("new", Rows.Ada, Rows.Noon, 1), Rows.Bought("old", Rows.Ada, Rows.Noon.AddMilliseconds(-1), 1),
                Rows.Event("older", Rows.Ada, "opened", Rows.Noon.AddYears(-5)),
                Rows.Bought("gone", Rows.Bob, Rows.Noon.AddYears(-2), 7),
            ],
            trial.Token)).ConfigureAwait(false);
        var log = await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, 0, 100, trial.Token)).ConfigureAwait(false);
        var chunk = default(PurgeChunk);
        await trial.WriteAsync(async t =>
            chunk = await t.Maintenance.PurgeEventsAsync(Rows.Noon, null, 100, trial.Token).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(new PurgeChunk(3, null), chunk, "A purge of events");
        Expect.Sequence(["new"], (await trial.ReadAsync(t => t.Events.ReadByCustomerAsync(Rows.Ada, trial.Token)).ConfigureAwait(false))
            .Select(@event => @event.Id), "Events kept");
        var totals = await trial.ReadAsync(
            t => t.Events.ReadTotalsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 10, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["ada"], totals.Select(total => total.Customer.Value), "Buyers kept");
        var outcomes = default(IReadOnlyList<AppendOutcome>);
        await trial.WriteAsync(async t => outcomes = await t.Events.AppendAsync([Rows.Bought("old", Rows.Ada, Rows.Noon, 9),
            Rows.Bought("new", Rows.Ada, Rows.Noon, 9)], trial.Token).ConfigureAwait(false)).ConfigureAwait(false);
        Expect.Sequence([AppendOutcome.Stored, AppendOutcome.Conflict], outcomes!, "Events whose ids were purged or kept");
        var behind =
            await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, log.Position, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["old"], behind.Events.Select(@event => @event.Id), "The log after a position from before the purge");
    }

    private static async Task Vouchers_that_expired_or_were_redeemed_are_purged(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Vouchers.AddAsync(
            [
                Until("A", Rows.Noon), Until("B", Rows.Noon.AddMilliseconds(-1)),
                Until("C", Rows.Noon.AddYears(1)) with { RedeemedAt = Rows.Noon.AddMilliseconds(-1), RedeemedBy = "order" },
                Until("D", Rows.Noon.AddYears(1)) with { RedeemedAt = Rows.Noon, RedeemedBy = "order" },
            ],
            trial.Token)).ConfigureAwait(false);
        var chunk = default(PurgeChunk);
        await trial.WriteAsync(async t =>
            chunk = await t.Maintenance.PurgeVouchersAsync(Rows.Noon, null, 100, trial.Token).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(new PurgeChunk(2, null), chunk, "A purge of vouchers");
        Expect.SameSet(["A", "D"], (await trial.ReadAsync(
            t => t.Vouchers.FindAsync(["A", "B", "C", "D"], trial.Token)).ConfigureAwait(false)).Keys, "Vouchers kept");
        Expect.Equal(2, (await trial.ReadAsync(t => t.Vouchers.ReadByCustomerAsync([Rows.Ada], trial.Token)).ConfigureAwait(false)).Count,
            "Vouchers of the customer kept");
    }

    private static async Task A_purge_continues_where_it_ended_and_stays_in_its_partition(StoreTrial trial)
    {
        const int rows = 7;
        await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        for (var partition = 0; partition < 3; partition++)
            await trial.WriteAsync(t => WriteAsync(t, rows, trial.Token), partition).ConfigureAwait(false);

        Func<IPartitionTransaction, string?, Task<PurgeChunk>>[] purges =
        [
            (t, after) => t.Maintenance.PurgeEnrollmentsAsync(Rows.Noon, [], after, 2, trial.Token),
            (t, after) => t.Maintenance.PurgeEventsAsync(Rows.Noon, after, 2, trial.Token),
            (t, after) => t.Maintenance.PurgeVouchersAsync(Rows.Noon, after, 2, trial.Token),
        ];
        foreach (var purge in purges)
        {
            var (removed, chunk) = (0, default(PurgeChunk));
            do
            {
                await trial.WriteAsync(
                    async t => chunk = await purge(t, chunk.Position).ConfigureAwait(false), partition: 1).ConfigureAwait(false);
                Expect.That(chunk.Removed <= 2, $"A chunk of two removed {chunk.Removed}.");
                Expect.That(chunk.Position is null or { Length: <= 200 }, "A position is longer than 200 characters.");
                removed += chunk.Removed;
            }
            while (chunk.Position is not null);
            Expect.Equal(4, removed, "Rows purged in chunks"); // the even ones are old
        }

        for (var partition = 0; partition < 3; partition++)
        {
            var left = await trial.ReadAsync(
                async t => (await t.Enrollments.ReadAllAsync(Rows.Churn, 0, 100, trial.Token).ConfigureAwait(false)).Count
                    + (await t.Events.ReadByCustomerAsync(Rows.Ada, trial.Token).ConfigureAwait(false)).Count
                    + (await t.Vouchers.ReadByCustomerAsync([Rows.Ada], trial.Token).ConfigureAwait(false)).Count,
                    partition).ConfigureAwait(false);
            Expect.Equal(partition == 1 ? 9 : 21, left, $"Rows left in partition {partition}");
        }
    }

    private static async Task A_purge_that_is_rolled_back_deletes_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, 4, trial.Token)).ConfigureAwait(false);
        await trial.ReadAsync(async t =>
            (await t.Maintenance.PurgeEnrollmentsAsync(Rows.Noon, [], null, 100, trial.Token).ConfigureAwait(false)).Removed
            + (await t.Maintenance.PurgeEventsAsync(Rows.Noon, null, 100, trial.Token).ConfigureAwait(false)).Removed
            + (await t.Maintenance.PurgeVouchersAsync(
                Rows.Noon, null, 100, trial.Token).ConfigureAwait(false)).Removed).ConfigureAwait(false);

        Expect.Sequence([1L, 2, 3, 4], await NumbersAsync(trial).ConfigureAwait(false), "Enrollments after a purge that was rolled back");
        Expect.Equal(4, (await trial.ReadAsync(t => t.Events.ReadLogAsync(
            EventNames.Purchase, 0, 100, trial.Token)).ConfigureAwait(false)).Events.Count, "Events after a purge that was rolled back");
        Expect.Equal(4, (await trial.ReadAsync(t => t.Vouchers.ReadByCustomerAsync([Rows.Ada], trial.Token)).ConfigureAwait(false)).Count,
            "Vouchers after a purge that was rolled back");
    }

    /// <summary>Creates this number of enrollments, events and vouchers; every second one, from the first, is old.</summary>
    private static async Task WriteAsync(IPartitionTransaction transaction, int rows, CancellationToken token)
    {
        var numbers = Enumerable.Range(1, rows).ToList();
        await transaction.Enrollments.AddAsync(
            [.. numbers.Select(number => Ended(number, At(number)) with { Id = new EnrollmentId(transaction.Partition, number) })],
            token).ConfigureAwait(false);
        await transaction.Events.AppendAsync(
            [.. numbers.Select(number => Rows.Bought($"e-{number}", Rows.Ada, At(number), 1))], token).ConfigureAwait(false);
        await transaction.Vouchers.AddAsync([.. numbers.Select(number => Until($"C-{number}", At(number)))], token).ConfigureAwait(false);
    }

    private static DateTimeOffset At(int number) => Rows.Noon.AddDays(number % 2 == 1 ? -1 : 1);

    private static Enrollment Ended(long number, DateTimeOffset at) =>
        Rows.Enrollment(number, Rows.Ada, $"{number}") with { Status = EnrollmentStatus.Completed, DueAt = null, EndedAt = at };

    private static OutboxMessage Of(long number, long enrollment, MessageStatus status) =>
        Rows.Message(number, status) with { Enrollment = new EnrollmentId(0, enrollment) };

    private static Voucher Until(string code, DateTimeOffset expires) =>
        Rows.Voucher(code, $"key-{code}", Rows.Ada) with { IssuedAt = expires.AddDays(-30), ExpiresAt = expires };

    private static async Task<IEnumerable<long>> NumbersAsync(StoreTrial trial) =>
        (await trial.ReadAsync(t => t.Enrollments.ReadAllAsync(Rows.Churn, 0, 100, trial.Token)).ConfigureAwait(false))
            .Select(enrollment => enrollment.Id.Number);
}
