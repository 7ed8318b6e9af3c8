using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

/// <summary>Rules about a store that is closed and reopened; a store without persistence satisfies them trivially.</summary>
internal static class DurabilityRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Committed_rows_outlive_the_store_object,
        Numbers_and_workers_continue_after_a_restart,
    ];

    private static async Task Committed_rows_outlive_the_store_object(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => AllRows.WriteAsync(t, trial.Token)).ConfigureAwait(false);
        await store.Catalog.TryAddModelAsync(CatalogRules.Model(1, 1), trial.Token).ConfigureAwait(false);
        await store.Catalog.TryAddJourneyAsync(CatalogRules.Version(1), trial.Token).ConfigureAwait(false);
        if (!await trial.ReopenAsync().ConfigureAwait(false))
            return;

        store = await trial.StoreAsync().ConfigureAwait(false);
        Expect.Equal(2, store.PartitionCount, "The number of partitions, fixed when the store was created");
        Expect.Equal(AllRows.Count, await AllRows.CountAsync(trial).ConfigureAwait(false), "Rows in a reopened store");
        Expect.Sequence([CatalogRules.Version(1)], await store.Catalog.ReadJourneysAsync(trial.Token).ConfigureAwait(false),
            "Journeys in a reopened store");
        Expect.Equal(CatalogRules.Model(1, 1), await store.Catalog.ReadLatestModelAsync(trial.Token).ConfigureAwait(false),
            "The model in a reopened store");
    }

    private static async Task Numbers_and_workers_continue_after_a_restart(StoreTrial trial)
    {
        var store = await trial.StoreAsync().ConfigureAwait(false);
        var last = 0L;
        await trial.WriteAsync(t => Task.FromResult(last = t.AllocateIds(10) + 9)).ConfigureAwait(false);
        var worker = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await worker.DisposeAsync().ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Outbox.AddAsync([Rows.Message(1, MessageStatus.Dispatching, worker: worker.Worker)], trial.Token)).ConfigureAwait(false);
        if (!await trial.ReopenAsync().ConfigureAwait(false))
            return;

        store = await trial.StoreAsync().ConfigureAwait(false);
        Expect.That(await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1))).ConfigureAwait(false) > last,
            "A number was allocated twice, before and after the store was reopened.");
        var next = await store.RegisterWorkerAsync(trial.Token).ConfigureAwait(false);
        await using (next.ConfigureAwait(false))
        {
            Expect.That(next.Worker != worker.Worker, "A worker number was allocated twice, before and after the store was reopened.");
            var abandoned = await trial.ReadAsync(t => t.Outbox.ReadAbandonedAsync(10, trial.Token)).ConfigureAwait(false);
            Expect.Sequence([1L], abandoned.Select(message => message.Id.Number), "Messages of an earlier worker");
        }
    }
}
