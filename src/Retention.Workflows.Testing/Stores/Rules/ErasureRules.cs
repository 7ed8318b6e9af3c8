using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class ErasureRules
{
    private static readonly EnrollmentId First = new(0, 1);

    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        All_events_of_a_customer_are_read_by_time_and_then_id,
        An_erasure_deletes_all_rows_of_a_customer_and_counts_them,
        An_erasure_leaves_others_and_counters_and_sweeps_alone,
        Erased_rows_are_gone_for_the_same_transaction,
        An_erasure_that_is_rolled_back_deletes_nothing,
        A_customer_erased_twice_or_unknown_adds_nothing,
        Numbers_and_log_positions_of_erased_rows_are_never_reused,
        Erased_rows_may_be_stored_again,
        Erased_rows_are_no_longer_due,
    ];

    private static async Task All_events_of_a_customer_are_read_by_time_and_then_id(StoreTrial trial)
    {
        CustomerEvent[] events =
        [
            Rows.Event("b", Rows.Ada, "opened", Rows.Noon), Rows.Event("c", Rows.Ada, "refund", Rows.Noon.AddDays(-900)),
            Rows.Event("a", Rows.Ada, "purchase", Rows.Noon, 5, "EUR"),
            Rows.Event("d", Rows.Bob, "purchase", Rows.Noon), Rows.Event("B", Rows.Ada, "own-name", Rows.Noon.AddYears(30)),
        ];
        await trial.WriteAsync(t => t.Events.AppendAsync(events, trial.Token)).ConfigureAwait(false);

        var read = await trial.ReadAsync(t => t.Events.ReadByCustomerAsync(Rows.Ada, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(((int[])[1, 2, 0, 4]).Select(index => Same.Of(events[index])), read.Select(Same.Of), "All events of a customer");
        Expect.Equal(0, (await trial.ReadAsync(t => t.Events.ReadByCustomerAsync(
            new CustomerId("nobody"), trial.Token)).ConfigureAwait(false)).Count, "Events of an unknown customer");
    }

    private static async Task An_erasure_deletes_all_rows_of_a_customer_and_counts_them(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        var erased = default(ErasedRows);
        await trial.WriteAsync(
            async t => erased = await t.Maintenance.EraseAsync([Rows.Ada], trial.Token).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(
            new ErasedRows { Customers = 1, Events = 3, Segments = 1, Enrollments = 2, History = 3, Messages = 3, HandingOver = 1,
                Vouchers = 2 }, erased, "What was erased");
        Expect.Equal(0, await trial.ReadAsync(t => OfAsync(t, Rows.Ada, [First, new(0, 3)], trial.Token)).ConfigureAwait(false),
            "Rows of the erased customer");
    }

    private static async Task An_erasure_leaves_others_and_counters_and_sweeps_alone(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        var before = await trial.ReadAsync(t => OfAsync(t, Rows.Bob, [new(0, 2)], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Maintenance.EraseAsync([Rows.Ada, new CustomerId("BOB"), new CustomerId("bo")], trial.Token)).ConfigureAwait(false);

        Expect.Equal(7, before, "Rows of another customer");
        Expect.Equal(before, await trial.ReadAsync(t => OfAsync(t, Rows.Bob, [new(0, 2)], trial.Token)).ConfigureAwait(false),
            "Rows of another customer after an erasure");
        var counters = await trial.ReadAsync(t => t.Enrollments.ReadCountersAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.Equal(1, counters.Count, "Counters after an erasure");
        var suppressed = await trial.ReadAsync(t => t.Suppressions.FindAsync(["0a1b"], trial.Token)).ConfigureAwait(false);
        Expect.Equal(1, suppressed.Count, "Suppressions after an erasure");
        Expect.That(await trial.ReadAsync(t => t.Sweeps.FindAsync("rfm", trial.Token)).ConfigureAwait(false) is not null,
            "An erasure deleted a sweep.");
    }

    private static async Task Erased_rows_are_gone_for_the_same_transaction(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(async t =>
        {
            await t.Maintenance.EraseAsync([Rows.Ada], trial.Token).ConfigureAwait(false);
            Expect.Equal(0, await OfAsync(t, Rows.Ada, [First, new(0, 3)], trial.Token).ConfigureAwait(false),
                "Rows seen after the erasure in its transaction");
        }).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(t => t.Enrollments.UpdateAsync([Rows.Enrollment(1, Rows.Ada)], trial.Token),
            "Updating an erased enrollment").ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Outbox.UpdateAsync([Rows.Message(4)], trial.Token), "Updating an erased message").ConfigureAwait(false);
    }

    private static async Task An_erasure_that_is_rolled_back_deletes_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        var before = await trial.ReadAsync(t => OfAsync(t, Rows.Ada, [First, new(0, 3)], trial.Token)).ConfigureAwait(false);
        await trial.ReadAsync(t => t.Maintenance.EraseAsync([Rows.Ada, Rows.Bob], trial.Token)).ConfigureAwait(false);

        Expect.Equal(15, before, "Rows of a customer");
        Expect.Equal(before, await trial.ReadAsync(t => OfAsync(t, Rows.Ada, [First, new(0, 3)], trial.Token)).ConfigureAwait(false),
            "Rows after an erasure that was rolled back");
        Expect.Equal(2, (await trial.ReadAsync(t => t.Outbox.ReadDueAsync(Rows.Noon, 10, trial.Token)).ConfigureAwait(false)).Count,
            "Due messages after an erasure that was rolled back");
    }

    private static async Task A_customer_erased_twice_or_unknown_adds_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        var (once, again) = (default(ErasedRows), default(ErasedRows));
        await trial.WriteAsync(async t => once = await t.Maintenance.EraseAsync(
            [Rows.Bob, new CustomerId("nobody"), Rows.Bob], trial.Token).ConfigureAwait(false)).ConfigureAwait(false);
        await trial.WriteAsync(
            async t => again = await t.Maintenance.EraseAsync([Rows.Bob], trial.Token).ConfigureAwait(false)).ConfigureAwait(false);

        Expect.Equal(new ErasedRows { Customers = 1, Events = 1, Segments = 1, Enrollments = 1, History = 1, Messages = 1, Vouchers = 1 },
            once, "What was erased of a customer that was passed twice");
        Expect.That(again.IsEmpty, "A second erasure found something.");
    }

    private static async Task Numbers_and_log_positions_of_erased_rows_are_never_reused(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        var next = await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1))).ConfigureAwait(false);
        var log = await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, 0, 100, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Maintenance.EraseAsync([Rows.Ada, Rows.Bob], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Events.AppendAsync([Rows.Bought("new", Rows.Bob, Rows.Noon, 1)], trial.Token)).ConfigureAwait(false);

        Expect.That(
            await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1))).ConfigureAwait(false) >= next, "An erasure freed numbers.");
        var after =
            await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, log.Position, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["new"], after.Events.Select(@event => @event.Id), "The log after erased events");
        if (!await trial.ReopenAsync().ConfigureAwait(false))
            return;
        Expect.That(await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1))).ConfigureAwait(false) >= next,
            "An erasure freed numbers once the store was reopened.");
    }

    private static async Task Erased_rows_may_be_stored_again(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(async t =>
        {
            await t.Maintenance.EraseAsync([Rows.Ada], trial.Token).ConfigureAwait(false);
            var outcomes = await t.Events.AppendAsync([Rows.Bought("order-1", Rows.Ada, Rows.Noon, 99)], trial.Token).ConfigureAwait(false);
            Expect.Sequence([AppendOutcome.Stored], outcomes, "An event whose id was erased");
            await t.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddAsync([Rows.Enrollment(100, Rows.Ada)], trial.Token).ConfigureAwait(false);
            await t.Vouchers.AddAsync([Rows.Voucher("CODE-1", "0-1/voucher/1", Rows.Ada)], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        Expect.Equal(4, await trial.ReadAsync(t => OfAsync(t, Rows.Ada, [new(0, 100)], trial.Token)).ConfigureAwait(false),
            "Rows of a customer that was saved again");
    }

    private static async Task Erased_rows_are_no_longer_due(StoreTrial trial)
    {
        await trial.WriteAsync(t => WriteAsync(t, trial.Token)).ConfigureAwait(false);
        Expect.Equal(Rows.Noon, await trial.NextAsync(dueWork => dueWork.Messages).ConfigureAwait(false), "The next message");
        await trial.WriteAsync(t => t.Maintenance.EraseAsync([Rows.Ada, Rows.Bob], trial.Token)).ConfigureAwait(false);

        Expect.Equal(null, await trial.NextAsync(dueWork => dueWork.Messages).ConfigureAwait(false), "The next message after an erasure");
        Expect.Equal(null, await trial.NextAsync(dueWork => dueWork.Steps).ConfigureAwait(false), "The next step after an erasure");
        Expect.Equal(null, await trial.NextAsync(dueWork => dueWork.Calls).ConfigureAwait(false), "The next call after an erasure");
        Expect.Equal(0, (await trial.ReadAsync(t => t.Outbox.ReadAbandonedAsync(10, trial.Token)).ConfigureAwait(false)).Count,
            "Abandoned messages after an erasure");
        var totals = await trial.ReadAsync(
            t => t.Events.ReadTotalsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 10, trial.Token)).ConfigureAwait(false);
        Expect.Equal(0, totals.Count, "Buyers after an erasure");
    }

    /// <summary>Two enrollments of Ada with three messages, and one of Bob with one.</summary>
    private static async Task WriteAsync(IPartitionTransaction transaction, CancellationToken token)
    {
        transaction.AllocateIds(9);
        await transaction.Customers.SaveAsync([Rows.Customer("ada"), Rows.Customer("bob")], token).ConfigureAwait(false);
        await transaction.Events.AppendAsync(
            [
                Rows.Bought("order-1", Rows.Ada, Rows.Noon, 12.34m), Rows.Bought("order-2", Rows.Bob, Rows.Noon, 5),
                Rows.Bought("order-3", Rows.Ada, Rows.Noon.AddDays(1), 1), Rows.Event("opened", Rows.Ada, "opened", Rows.Noon),
            ],
            token).ConfigureAwait(false);
        await transaction.Segments.SaveAsync(
            [Rows.Segment(Rows.Ada, RfmSegment.AtRisk, new RfmScore(2, 5, 5)), Rows.Segment(Rows.Bob, RfmSegment.Prospect, null)],
            token).ConfigureAwait(false);
        await transaction.Enrollments.AddAsync(
            [
                Rows.Enrollment(1, Rows.Ada) with { Status = EnrollmentStatus.Completed, DueAt = null, EndedAt = Rows.Noon },
                Rows.Enrollment(2, Rows.Bob),
            ],
            token).ConfigureAwait(false);
        await transaction.Enrollments.AddMovedAsync(
            [Rows.Enrollment(3, Rows.Ada, "2026-04") with { Status = EnrollmentStatus.AwaitingCallback }],
            [new HistoryEntry { Enrollment = new EnrollmentId(0, 3), At = Rows.Noon, Moves = "offer;think" }], token).ConfigureAwait(false);
        await transaction.Enrollments.AppendHistoryAsync(
            [.. ((int[])[1, 2, 1]).Select(number => new HistoryEntry { Enrollment = new EnrollmentId(0, number), At = Rows.Noon,
                Moves = "offer;think" })], token).ConfigureAwait(false);
        await transaction.Enrollments.AddCountersAsync([Rows.Counter(1)], token).ConfigureAwait(false);
        await transaction.Outbox.AddAsync(
            [
                Rows.Message(4), Rows.Message(5) with { Enrollment = new EnrollmentId(0, 2), Customer = Rows.Bob },
                Rows.Message(6, MessageStatus.Sent),
                Rows.Message(7, MessageStatus.Dispatching, worker: 9_999) with { Enrollment = new EnrollmentId(0, 3) },
            ],
            token).ConfigureAwait(false);
        await transaction.Vouchers.AddAsync(
            [Rows.Voucher("CODE-1", "0-1/voucher/1", Rows.Ada), Rows.Voucher("CODE-2", "0-2/voucher/1", Rows.Bob),
                Rows.Voucher("CODE-3", "0-3/voucher/1", Rows.Ada)], token).ConfigureAwait(false);
        await transaction.Suppressions.SaveAsync(
            [new Suppression { Address = "0a1b", Reason = "unsubscribed", Since = Rows.Noon }], token).ConfigureAwait(false);
        await transaction.Sweeps.SaveAsync(
            new SweepState { Sweep = "rfm", Occurrence = Rows.Noon, Position = Rows.Bob }, token).ConfigureAwait(false);
    }

    /// <summary>The number of rows of a customer that any read still finds.</summary>
    private static async Task<int> OfAsync(
        IPartitionTransaction transaction, CustomerId customer, EnrollmentId[] enrollments, CancellationToken token)
    {
        var rows = (await transaction.Customers.FindAsync([customer], token).ConfigureAwait(false)).Count
            + (await transaction.Events.ReadByCustomerAsync(customer, token).ConfigureAwait(false)).Count
            + (await transaction.Segments.FindAsync([customer], token).ConfigureAwait(false)).Count
            + (await transaction.Enrollments.ReadByCustomerAsync([customer], token).ConfigureAwait(false)).Count
            + (await transaction.Outbox.ReadByEnrollmentAsync(enrollments, token).ConfigureAwait(false)).Count
            + (await transaction.Vouchers.ReadByCustomerAsync([customer], token).ConfigureAwait(false)).Count;
        foreach (var enrollment in enrollments)
            rows += (await transaction.Enrollments.ReadHistoryAsync(enrollment, token).ConfigureAwait(false)).Count;

        // The same by every other read.
        Expect.Equal(
            rows > 0,
            (await transaction.Customers.ReadIdsAsync(null, 100, token).ConfigureAwait(false)).Contains(customer)
                | (await transaction.Segments.ReadAsync(null, 100, token).ConfigureAwait(false))
                    .Any(segment => segment.Customer == customer)
                | (await transaction.Outbox.ReadAllAsync(0, 100, token).ConfigureAwait(false))
                    .Any(message => enrollments.Contains(message.Enrollment))
                | (await transaction.Enrollments.FindAsync(enrollments, token).ConfigureAwait(false)).Count > 0
                | (await transaction.Events.ReadLogAsync(EventNames.Purchase, 0, 100, token).ConfigureAwait(false)).Events
                    .Any(@event => @event.Customer == customer)
                | (await transaction.Enrollments.ReadAllAsync(Rows.Churn, 0, 100, token).ConfigureAwait(false))
                    .Any(enrollment => enrollment.Customer == customer),
            $"Whether pages hold anything of {customer}");
        return rows;
    }
}
