using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class LockRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        TryBegin_returns_null_while_the_lock_is_held,
        Beginning_waits_until_the_lock_is_free,
        Waiting_for_the_lock_can_be_cancelled,
        Concurrent_callers_take_turns_and_nothing_is_lost,
        A_partition_is_free_while_another_is_locked,
        Partitions_do_not_see_each_others_rows,
        A_missing_partition_is_refused,
    ];

    private static async Task TryBegin_returns_null_while_the_lock_is_held(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var held = await store.TryBeginAsync(0, trial.Token).ConfigureAwait(false);
        Expect.That(held is not null, "TryBeginAsync returned null although the lock is free.");
        Expect.That(await store.TryBeginAsync(0, trial.Token).ConfigureAwait(false) is null,
            "TryBeginAsync began a second transaction on a locked partition.");

        await held!.CommitAsync(trial.Token).ConfigureAwait(false);
        var next = await store.TryBeginAsync(0, trial.Token).ConfigureAwait(false);
        Expect.That(next is not null, "TryBeginAsync returned null after the commit.");
        await next!.DisposeAsync().ConfigureAwait(false);
        next = await store.TryBeginAsync(0, trial.Token).ConfigureAwait(false);
        Expect.That(next is not null, "TryBeginAsync returned null after the disposal.");
        await next!.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Beginning_waits_until_the_lock_is_free(StoreTrial trial)
    {
        var held = await trial.BeginAsync().ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var waiting = Task.Run(() => store.BeginAsync(0, trial.Token), trial.Token);
        await held.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
        Expect.That(!waiting.IsCompleted, "BeginAsync began a second transaction on a locked partition.");
        await held.CommitAsync(trial.Token).ConfigureAwait(false);

        var next = await waiting.ConfigureAwait(false);
        await using (next.ConfigureAwait(false))
        {
            Expect.Equal(1, await AllRows.CountAsync(next, trial.Token).ConfigureAwait(false), "Rows that the waiting caller sees");
        }
    }

    private static async Task Waiting_for_the_lock_can_be_cancelled(StoreTrial trial)
    {
        var held = await trial.BeginAsync().ConfigureAwait(false);
        var store = await trial.StoreAsync().ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(trial.Token);
        var waiting = Task.Run(() => store.BeginAsync(0, enough.Token), trial.Token);
        await enough.CancelAsync().ConfigureAwait(false);
        await Expect.ThrowsAsync<OperationCanceledException>(() => waiting, "Waiting for a lock, cancelled").ConfigureAwait(false);
        await held.DisposeAsync().ConfigureAwait(false);

        await trial.WriteAsync(t => t.Customers.SaveAsync([Rows.Customer("ada")], trial.Token)).ConfigureAwait(false);
        Expect.Equal(1, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows after a cancelled wait");
    }

    private static async Task Concurrent_callers_take_turns_and_nothing_is_lost(StoreTrial trial)
    {
        const int callers = 6;
        const int rounds = 15;
        await trial.StoreAsync().ConfigureAwait(false);
        var numbers = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                var taken = new List<long>();
                for (var round = 0; round < rounds; round++)
                {
                    await trial.WriteAsync(async t =>
                    {
                        taken.Add(t.AllocateIds(1));
                        await t.Enrollments.AddCountersAsync([Rows.Counter(1, 0.5m)], trial.Token).ConfigureAwait(false);
                    }).ConfigureAwait(false);
                }

                return taken;
            },
            trial.Token))).ConfigureAwait(false);

        Expect.Equal(callers * rounds, numbers.SelectMany(taken => taken).Distinct().Count(), "Different numbers");
        var counters = await trial.ReadAsync(t => t.Enrollments.ReadCountersAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Same.Of(Rows.Counter(callers * rounds, callers * rounds * 0.5m))], counters.Select(Same.Of), "The counter");
    }

    private static async Task A_partition_is_free_while_another_is_locked(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        Expect.Equal(2, store.PartitionCount, "The number of partitions");
        if (!trial.Contract.AreIndependent)
            return;

        var held = await trial.BeginAsync(0).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            var other = await store.TryBeginAsync(1, trial.Token).ConfigureAwait(false);
            Expect.That(other is not null, "TryBeginAsync returned null for a partition that is not locked.");
            await other!.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
            await other.CommitAsync(trial.Token).ConfigureAwait(false);
        }

        Expect.Equal(
            1, await AllRows.CountAsync(trial, partition: 1).ConfigureAwait(false), "Rows written while another partition was locked");
    }

    private static async Task Partitions_do_not_see_each_others_rows(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        await trial.WriteAsync(t => AllRows.WriteAsync(t, trial.Token)).ConfigureAwait(false);

        Expect.Equal(0, await AllRows.CountAsync(trial, partition: 1).ConfigureAwait(false), "Rows seen from another partition");
        Expect.Equal(AllRows.Count, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows seen from their own partition");

        // The same number, event id and voucher code may exist in another partition.
        await trial.WriteAsync(
            async t =>
            {
                Expect.Equal(1L, t.AllocateIds(1), "The first number of a partition");
                var outcomes =
                    await t.Events.AppendAsync([Rows.Bought("order-1", Rows.Ada, Rows.Noon, 99)], trial.Token).ConfigureAwait(false);
                Expect.Sequence([AppendOutcome.Stored], outcomes, "Appending an id that another partition has");
                await t.Enrollments.AddAsync(
                    [Rows.Enrollment(1, Rows.Ada) with { Id = new EnrollmentId(2, 1) }], trial.Token).ConfigureAwait(false);
                await t.Vouchers.AddAsync([Rows.Voucher("SWIFT-BCDF", "2-1/voucher/1", Rows.Ada)], trial.Token).ConfigureAwait(false);
                var found =
                    await t.Enrollments.FindAsync([new EnrollmentId(0, 1), new EnrollmentId(2, 1)], trial.Token).ConfigureAwait(false);
                Expect.Sequence([new EnrollmentId(2, 1)], found.Keys, "Enrollments found from their own partition");
                var due = await t.Enrollments.ReadDueAsync(
                    EnrollmentStatus.Waiting, Rows.Noon.AddYears(1), 10, trial.Token).ConfigureAwait(false);
                Expect.Sequence(
                    [new EnrollmentId(2, 1)], due.Select(enrollment => enrollment.Id), "Enrollments due in their own partition");
            },
            partition: 2).ConfigureAwait(false);
        await trial.FailAsync<Exception>(
            t => t.Enrollments.UpdateAsync([Rows.Enrollment(1, Rows.Ada) with { Id = new EnrollmentId(2, 1) }], trial.Token),
            "Updating an enrollment of another partition").ConfigureAwait(false);
    }

    private static async Task A_missing_partition_is_refused(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        foreach (var partition in (int[])[-1, 2])
        {
            await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
                () => store.BeginAsync(partition, trial.Token), $"Beginning on partition {partition}").ConfigureAwait(false);
            await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
                () => store.TryBeginAsync(partition, trial.Token), $"Trying partition {partition}").ConfigureAwait(false);
        }
    }
}
