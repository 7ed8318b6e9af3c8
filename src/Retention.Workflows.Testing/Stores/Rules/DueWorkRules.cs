using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class DueWorkRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Due_work_has_an_entry_for_each_partition,
        Due_work_is_read_during_a_transaction_and_shows_what_is_committed,
        Due_work_shows_where_messages_are_abandoned,
        A_store_with_a_clock_reports_the_same_time_everywhere,
        Work_that_is_signalled_wakes_every_worker_once_it_is_committed,
        A_signal_without_a_waiter_is_kept,
        A_signal_that_is_rolled_back_wakes_no_worker,
        A_worker_is_alive_until_it_is_disposed_and_then_waits_no_longer,
    ];

    private static async Task Due_work_has_an_entry_for_each_partition(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada) with { Id = new EnrollmentId(2, 1),
            DueAt = Rows.Noon }], trial.Token), partition: 2).ConfigureAwait(false);

        var dueWork = await store.ReadDueWorkAsync(trial.Token).ConfigureAwait(false);

        Expect.Sequence(
            [null, null, Rows.Noon], dueWork.Partitions.Select(partition => partition.Steps), "When steps are due, by partition");
    }

    private static async Task Due_work_is_read_during_a_transaction_and_shows_what_is_committed(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync([Rows.Message(1) with { DueAt = Rows.Noon }], trial.Token)).ConfigureAwait(false);
        var transaction = await trial.BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await transaction.Outbox.UpdateAsync(
                [Rows.Message(1) with { DueAt = Rows.Noon.AddHours(1) }], trial.Token).ConfigureAwait(false);
            Expect.Equal(Rows.Noon, await trial.NextAsync(static partition => partition.Messages).ConfigureAwait(false),
                "The next message before the commit");
            await transaction.CommitAsync(trial.Token).ConfigureAwait(false);
        }

        Expect.Equal(Rows.Noon.AddHours(1), await trial.NextAsync(static partition => partition.Messages).ConfigureAwait(false),
            "The next message after the commit");
    }

    private static async Task Due_work_shows_where_messages_are_abandoned(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Outbox.AddAsync([Rows.Message(1, MessageStatus.Dispatching, worker: worker.Worker)], trial.Token)).ConfigureAwait(false);
        Expect.That(!await HasAbandonedAsync(trial).ConfigureAwait(false), "A message of a living worker counts as abandoned.");
        Expect.That(
            await IsDispatchingAsync(trial).ConfigureAwait(false), "A message of a living worker does not count as being handed over.");
        await worker.DisposeAsync().ConfigureAwait(false);
        Expect.That(await IsDispatchingAsync(trial).ConfigureAwait(false),
            "A message of a worker that has ended does not count as being handed over.");
        Expect.That(
            await HasAbandonedAsync(trial).ConfigureAwait(false), "A message of a worker that has ended does not count as abandoned.");
        await trial.WriteAsync(t => t.Outbox.UpdateAsync([Rows.Message(1, MessageStatus.AssumedSent)], trial.Token)).ConfigureAwait(false);
        Expect.That(!await HasAbandonedAsync(trial).ConfigureAwait(false), "A message that was decided counts as abandoned.");
        Expect.That(!await IsDispatchingAsync(trial).ConfigureAwait(false), "A message that was decided counts as being handed over.");
    }

    private static async Task A_store_with_a_clock_reports_the_same_time_everywhere(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var before = (await store.ReadDueWorkAsync(trial.Token).ConfigureAwait(false)).StoreTime;
        var within = await trial.ReadAsync(t => Task.FromResult(t.StoreTime)).ConfigureAwait(false);
        var after = (await store.ReadDueWorkAsync(trial.Token).ConfigureAwait(false)).StoreTime;
        if (before is null && within is null && after is null)
            return;
        Expect.That(before <= within && within <= after, $"The store's time goes from {before:O} over {within:O} to {after:O}.");
        foreach (var time in (DateTimeOffset?[])[before, within, after])
            Expect.That(time is { } known && known.Offset == TimeSpan.Zero && known.Ticks % TimeSpan.TicksPerMillisecond == 0,
                $"The store's time {time:O} is not UTC in whole milliseconds.");
    }

    private static async Task Work_that_is_signalled_wakes_every_worker_once_it_is_committed(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var one = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        var two = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (one.ConfigureAwait(false))
        await using (two.ConfigureAwait(false))
        {
            var waiting = Task.WhenAll(one.WaitForWorkAsync(trial.Token), two.WaitForWorkAsync(trial.Token));
            var transaction = await trial.BeginAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                transaction.SignalWork();
                Expect.That(!waiting.IsCompleted, "A worker was woken before the commit.");
                await transaction.CommitAsync(trial.Token).ConfigureAwait(false);
            }

            await Expect.SoonAsync(waiting, "Waking two workers", trial.Token).ConfigureAwait(false);
        }
    }

    private static async Task A_signal_without_a_waiter_is_kept(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (worker.ConfigureAwait(false))
        {
            await trial.WriteAsync(Signal).ConfigureAwait(false);
            await Expect.SoonAsync(
                worker.WaitForWorkAsync(trial.Token), "Waiting for an earlier signal", trial.Token).ConfigureAwait(false);
        }
    }

    private static async Task A_signal_that_is_rolled_back_wakes_no_worker(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (worker.ConfigureAwait(false))
        {
            var undone = await trial.BeginAsync().ConfigureAwait(false);
            await using (undone.ConfigureAwait(false))
                undone.SignalWork();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(trial.Token);
            var waiting = worker.WaitForWorkAsync(enough.Token);
            await trial.ReadAsync(static _ => Task.FromResult(true)).ConfigureAwait(false);
            Expect.That(!waiting.IsCompleted, "A worker was woken by a transaction that was rolled back.");
            await enough.CancelAsync().ConfigureAwait(false);
            await Expect.ThrowsAsync<OperationCanceledException>(() => waiting, "Waiting").ConfigureAwait(false);
        }
    }

    private static async Task A_worker_is_alive_until_it_is_disposed_and_then_waits_no_longer(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        Expect.That(worker.IsAlive, "A worker is not alive although it was just registered.");
        var waiting = worker.WaitForWorkAsync(trial.Token);
        await worker.DisposeAsync().ConfigureAwait(false);
        Expect.That(!worker.IsAlive, "A worker is alive although it was disposed.");
        await Expect.SoonAsync(waiting, "Waiting of a worker that was disposed", trial.Token).ConfigureAwait(false);
    }

    private static Task Signal(IPartitionTransaction transaction)
    {
        transaction.SignalWork();
        return Task.CompletedTask;
    }

    private static async Task<bool> HasAbandonedAsync(StoreTrial trial) => (await FirstAsync(trial).ConfigureAwait(false)).HasAbandoned;

    private static async Task<bool> IsDispatchingAsync(StoreTrial trial) => (await FirstAsync(trial).ConfigureAwait(false)).IsDispatching;

    private static async Task<PartitionDueWork> FirstAsync(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        return (await store.ReadDueWorkAsync(trial.Token).ConfigureAwait(false)).Partitions[0];
    }
}
