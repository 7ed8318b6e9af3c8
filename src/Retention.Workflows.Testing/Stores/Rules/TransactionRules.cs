using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class TransactionRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Initializing_again_changes_nothing,
        Committed_rows_are_visible_to_the_next_transaction,
        A_transaction_disposed_without_a_commit_is_rolled_back,
        Reads_see_what_the_same_transaction_wrote,
        After_an_exception_a_transaction_cannot_commit,
        A_transaction_that_ended_refuses_work,
        Disposing_after_a_commit_or_twice_is_harmless,
        A_cancelled_token_stops_a_call,
        Empty_lists_do_nothing,
        Numbers_increase_and_are_never_used_twice,
        Numbers_are_allocated_one_or_more_at_a_time,
    ];

    private static async Task Initializing_again_changes_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Customers.SaveAsync([Rows.Customer("ada")], trial.Token)).ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);
        await store.InitializeAsync(trial.Token).ConfigureAwait(false);

        Expect.Equal(1, store.PartitionCount, "The number of partitions");
        Expect.Equal(1, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after initializing again");
    }

    private static async Task Committed_rows_are_visible_to_the_next_transaction(StoreTrial trial)
    {
        await trial.WriteAsync(t => AllRows.WriteAsync(t, trial.Token)).ConfigureAwait(false);
        Expect.Equal(AllRows.Count, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after a commit");
    }

    private static async Task A_transaction_disposed_without_a_commit_is_rolled_back(StoreTrial trial)
    {
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await AllRows.WriteAsync(transaction, trial.Token).ConfigureAwait(false);
        }

        Expect.Equal(0, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after a transaction that was not committed");

        await trial.WriteAsync(t => AllRows.WriteAsync(t, trial.Token)).ConfigureAwait(false);
        Expect.Equal(AllRows.Count, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after the same once more, committed");

        transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await transaction.Enrollments.UpdateAsync(
                [Rows.Enrollment(1, Rows.Ada) with { Step = "gone" }], trial.Token).ConfigureAwait(false);
            await transaction.Enrollments.AddCountersAsync([Rows.Counter(5)], trial.Token).ConfigureAwait(false);
            await transaction.Customers.SaveAsync([Rows.Customer("ada") with { FirstName = "Gone" }], trial.Token).ConfigureAwait(false);
        }

        var enrollments = await trial.ReadAsync(t => t.Enrollments.ReadAllAsync(Rows.Churn, 0, 10, trial.Token)).ConfigureAwait(false);
        Expect.Equal("think", enrollments[0].Step, "The step after an update that was rolled back");
        var counters = await trial.ReadAsync(t => t.Enrollments.ReadCountersAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.Equal(1, counters[0].Count, "The counter after an addition that was rolled back");
        var customers = await trial.ReadAsync(t => t.Customers.FindAsync([Rows.Ada], trial.Token)).ConfigureAwait(false);
        Expect.Equal("Somebody", customers[Rows.Ada].FirstName, "The customer after a replacement that was rolled back");
    }

    private static async Task Reads_see_what_the_same_transaction_wrote(StoreTrial trial)
    {
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await AllRows.WriteAsync(transaction, trial.Token).ConfigureAwait(false);
            Expect.Equal(AllRows.Count, await AllRows.CountAsync(transaction, trial.Token).ConfigureAwait(false),
                "Rows that the same transaction sees");
        }
    }

    private static async Task After_an_exception_a_transaction_cannot_commit(StoreTrial trial)
    {
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await transaction.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<RetentionStoreException>(
                () => transaction.Enrollments.UpdateAsync([Rows.Enrollment(99, Rows.Ada)], trial.Token),
                "Updating a missing row").ConfigureAwait(false);
            await Expect.ThrowsAsync<Exception>(
                () => transaction.CommitAsync(trial.Token), "Committing after a call failed").ConfigureAwait(false);
        }

        Expect.Equal(0, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after a transaction that failed");
    }

    private static async Task A_transaction_that_ended_refuses_work(StoreTrial trial)
    {
        var committed = await trial.BeginAsync().ConfigureAwait(false);
        await committed.CommitAsync(trial.Token).ConfigureAwait(false);
        var disposed = await trial.BeginAsync().ConfigureAwait(false);
        await disposed.DisposeAsync().ConfigureAwait(false);

        foreach (var transaction in (IPartitionTransaction[])[committed, disposed])
        {
            await Expect.ThrowsAsync<InvalidOperationException>(
                () => transaction.Customers.SaveAsync([Rows.Customer("ada")], trial.Token), "Writing after the end").ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(
                () => transaction.CommitAsync(trial.Token), "Committing after the end").ConfigureAwait(false);
        }
    }

    private static async Task Disposing_after_a_commit_or_twice_is_harmless(StoreTrial trial)
    {
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await transaction.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
        await transaction.CommitAsync(trial.Token).ConfigureAwait(false);
        await transaction.DisposeAsync().ConfigureAwait(false);

        // The second disposal must not release a lock of another transaction.
        var other = await trial.BeginAsync().ConfigureAwait(false);
        await transaction.DisposeAsync().ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);
        Expect.That(await store.TryBeginAsync(0, trial.Token).ConfigureAwait(false) is null,
            "Disposing twice released a lock that another transaction holds.");
        await other.DisposeAsync().ConfigureAwait(false);

        Expect.Equal(1, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after commit and disposal");
    }

    private static async Task A_cancelled_token_stops_a_call(StoreTrial trial)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync().ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);

        await Expect.ThrowsAsync<OperationCanceledException>(() => store.BeginAsync(0, cancelled.Token), "Beginning").ConfigureAwait(false);
        await trial.FailAsync<OperationCanceledException>(
            t => t.Customers.SaveAsync([Rows.Customer("ada")], cancelled.Token), "Saving").ConfigureAwait(false);
        await trial.FailAsync<OperationCanceledException>(t => t.CommitAsync(cancelled.Token), "Committing").ConfigureAwait(false);
        Expect.Equal(0, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after a cancelled call");
    }

    private static async Task Empty_lists_do_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(async t =>
        {
            await t.Customers.SaveAsync([], trial.Token).ConfigureAwait(false);
            Expect.Equal(0, (await t.Customers.FindAsync([], trial.Token).ConfigureAwait(false)).Count, "Customers found without ids");
            Expect.Equal(0, (await t.Events.AppendAsync([], trial.Token).ConfigureAwait(false)).Count, "Outcomes without events");
            Expect.Equal(0, (await t.Events.CountAsync([], trial.Token).ConfigureAwait(false)).Count, "Counts without windows");
            Expect.Equal(0, (await t.Events.ReadAsync([], trial.Token).ConfigureAwait(false)).Count, "Lists without windows");
            Expect.Equal(0, (await t.Events.SumPurchasesAsync([], trial.Token).ConfigureAwait(false)).Count, "Sums without windows");
            await t.Segments.SaveAsync([], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddAsync([], trial.Token).ConfigureAwait(false);
            await t.Enrollments.UpdateAsync([], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AppendHistoryAsync([], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddCountersAsync([], trial.Token).ConfigureAwait(false);
            Expect.Equal(
                0, (await t.Enrollments.ReadByCustomerAsync([], trial.Token).ConfigureAwait(false)).Count, "Enrollments of no customer");
            await t.Outbox.AddAsync([], trial.Token).ConfigureAwait(false);
            await t.Outbox.UpdateAsync([], trial.Token).ConfigureAwait(false);
            await t.Vouchers.AddAsync([], trial.Token).ConfigureAwait(false);
            await t.Vouchers.UpdateAsync([], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        Expect.Equal(0, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after empty lists");
    }

    private static async Task Numbers_increase_and_are_never_used_twice(StoreTrial trial)
    {
        var last = 0L;
        for (var round = 0; round < 5; round++)
        {
            // Numbers that were allocated and rolled back may be allocated again, but never committed ones.
            await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(3))).ConfigureAwait(false);
            await trial.WriteAsync(t =>
            {
                var first = t.AllocateIds(4);
                Expect.That(first > last, $"Number {first} is not greater than {last}, which was committed.");
                var second = t.AllocateIds(1);
                Expect.That(second > first + 3, $"Number {second} was allocated before, in [{first}, {first + 3}].");
                last = second;
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }

        Expect.That(last > 0, "Numbers start at 1.");
    }

    private static async Task Numbers_are_allocated_one_or_more_at_a_time(StoreTrial trial)
    {
        await trial.FailAsync<ArgumentOutOfRangeException>(
            t => Task.FromResult(t.AllocateIds(0)), "Allocating 0 numbers").ConfigureAwait(false);
        await trial.FailAsync<ArgumentOutOfRangeException>(
            t => Task.FromResult(t.AllocateIds(-1)), "Allocating -1 numbers").ConfigureAwait(false);
    }
}
