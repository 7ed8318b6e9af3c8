using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class WorkerRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Worker_numbers_are_never_used_twice,
        Messages_of_a_living_worker_are_not_abandoned,
        Messages_of_a_worker_that_has_ended_are_abandoned,
        Only_messages_being_handed_over_can_be_abandoned,
    ];

    private static async Task Worker_numbers_are_never_used_twice(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var numbers = new HashSet<long>();
        var first = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        numbers.Add(first.Worker);
        for (var round = 0; round < 3; round++)
        {
            var next = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
            await using (next.ConfigureAwait(false))
            {
                Expect.That(numbers.Add(next.Worker), $"Worker number {next.Worker} was allocated twice.");
            }

            await next.DisposeAsync().ConfigureAwait(false);
        }

        await first.DisposeAsync().ConfigureAwait(false);
        first = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        Expect.That(numbers.Add(first.Worker), $"Worker number {first.Worker} was allocated twice.");
        await first.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Messages_of_a_living_worker_are_not_abandoned(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var one = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (one.ConfigureAwait(false))
        {
            var two = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
            await trial.WriteAsync(t => t.Outbox.AddAsync(
                [Rows.Message(1, MessageStatus.Dispatching, worker: one.Worker),
                    Rows.Message(2, MessageStatus.Dispatching, worker: two.Worker)], trial.Token)).ConfigureAwait(false);
            Expect.Sequence([], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned while both workers live");
            await two.DisposeAsync().ConfigureAwait(false);
            Expect.Sequence([2L], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned while one of two workers lives");
        }
    }

    private static async Task Messages_of_a_worker_that_has_ended_are_abandoned(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [.. Enumerable.Range(1, 5).Select(number => Rows.Message(number, MessageStatus.Dispatching, worker: worker.Worker))],
            trial.Token)).ConfigureAwait(false);
        await worker.DisposeAsync().ConfigureAwait(false);

        Expect.SameSet([1L, 2, 3, 4, 5], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned when no worker lives");
        Expect.Equal(2, (await AbandonedAsync(trial, limit: 2).ConfigureAwait(false)).Count, "Abandoned, at most two");
        var next = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (next.ConfigureAwait(false))
        {
            Expect.SameSet([1L, 2, 3, 4, 5], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned when another worker lives");
            await trial.WriteAsync(t =>
                t.Outbox.UpdateAsync([Rows.Message(3, MessageStatus.AssumedSent), Rows.Message(4)], trial.Token)).ConfigureAwait(false);
            Expect.SameSet([1L, 2, 5], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned after two were decided");
        }
    }

    private static async Task Only_messages_being_handed_over_can_be_abandoned(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Outbox.AddAsync(
            [.. Enum.GetValues<MessageStatus>().Select(status => Rows.Message(1 + (int)status, status, worker: 1_000_000))],
            trial.Token)).ConfigureAwait(false);
        Expect.Sequence([2L], await AbandonedAsync(trial).ConfigureAwait(false), "Abandoned of all kinds");
    }

    private static async Task<IReadOnlyList<long>> AbandonedAsync(StoreTrial trial, int limit = 100)
    {
        var abandoned = await trial.ReadAsync(t => t.Outbox.ReadAbandonedAsync(limit, trial.Token)).ConfigureAwait(false);
        return [.. abandoned.Select(message => message.Id.Number)];
    }
}
