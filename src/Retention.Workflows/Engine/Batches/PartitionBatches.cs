using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>
/// Runs a batch in its own transaction: for one customer, in one partition, or in all partitions one after the other.
/// </summary>
internal sealed class PartitionBatches(IRetentionStore store, EngineSettings settings, TimeProvider time)
{
    internal EngineSettings Settings => settings;

    internal async Task<T> ForAsync<T>(CustomerId customer, Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await InAsync(Partitioning.Of(customer, store.PartitionCount), work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs in the partition of an id; returns the default result if the store has no such partition.</summary>
    internal async Task<T?> InAsync<T>(int partition, T? unknown, Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return partition < 0 || partition >= store.PartitionCount
            ? unknown : await InAsync(partition, work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs in each partition, one after the other.</summary>
    internal async Task<List<T>> InEachAsync<T>(Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var results = new List<T>(store.PartitionCount);
        for (var partition = 0; partition < store.PartitionCount; partition++)
            results.Add(await InAsync(partition, work, cancellationToken).ConfigureAwait(false));
        return results;
    }

    /// <summary>
    /// Runs in a partition. If a condition needs a predicate that calls an external service, the work is repeated with its results.
    /// </summary>
    internal Task<T> InAsync<T>(int partition, Func<Batch, Task<T>> work, CancellationToken cancellationToken) =>
        settings.WithOutsideAnswersAsync(time, () => InOnceAsync(partition, work, cancellationToken), cancellationToken);

    private async Task<T> InOnceAsync<T>(int partition, Func<Batch, Task<T>> work, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            return await work(new Batch(transaction, settings, time)).ConfigureAwait(false);
    }
}
