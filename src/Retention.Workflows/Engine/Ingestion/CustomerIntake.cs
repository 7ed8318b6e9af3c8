using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>
/// Stores customer descriptions from outside. Each is accepted or refused on its own; every batch of a partition is one transaction.
/// </summary>
internal sealed class CustomerIntake(
    IRetentionStore store, EngineSettings settings, ArrivalReaction arrivals, EventReactions reactions, TimeProvider time)
{
    internal async Task<IReadOnlyList<SaveCustomerResult>> SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        var results = new SaveCustomerResult[customers.Count];
        var canonical = new Customer[customers.Count];
        var open = new List<int>(customers.Count);
        for (var index = 0; index < results.Length; index++)
        {
            if (customers[index] is null)
                results[index] = SaveCustomerResult.Refused([new InputProblem { Reason = "is not a customer" }]);
            else if (CustomerLimits.Problems(customers[index]) is { Count: > 0 } problems)
                results[index] = SaveCustomerResult.Refused(problems);
            else if (CanonicalAddresses.Of(customers[index], settings.Addresses, out canonical[index]) is { Count: > 0 } unusable)
                results[index] = SaveCustomerResult.Refused(unusable);
            else
                open.Add(index);
        }

        foreach (var partition in open.GroupBy(index => Partitioning.Of(canonical[index].Id, store.PartitionCount)))
        {
            foreach (var chunk in partition.Chunk(settings.Options.Worker.BatchSize))
                await SaveAsync(partition.Key, canonical, chunk, results, cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    private async Task SaveAsync(int partition, IReadOnlyList<Customer> customers, int[] indexes, SaveCustomerResult[] results,
        CancellationToken cancellationToken) =>
        await settings.WithOutsideAnswersAsync(
            time, () => SaveOnceAsync(partition, customers, indexes, results, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async Task<bool> SaveOnceAsync(
        int partition, IReadOnlyList<Customer> customers, int[] indexes, SaveCustomerResult[] results, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            CustomerId[] ids = [.. indexes.Select(index => customers[index].Id).Distinct()];
            var erased = await ErasedCustomers.AmongAsync(batch, ids, cancellationToken).ConfigureAwait(false);
            var isCapped = settings.Options.FrequencyCaps.Count > 0;
            var reacts = await arrivals.IsNeededAsync(transaction, cancellationToken).ConfigureAwait(false);
            var known = isCapped || reacts
                ? await transaction.Customers.FindAsync(ids, cancellationToken).ConfigureAwait(false) : new Dictionary<CustomerId, Customer>();
            var arrived = reacts ? ids.Where(id => !erased.Contains(id)).Except(known.Keys).ToList() : [];
            foreach (var index in indexes)
                results[index] = erased.Contains(customers[index].Id) ? SaveCustomerResult.Erased : SaveCustomerResult.Stored;
            Customer[] stored = [.. indexes.Select(index => customers[index]).Where(customer => !erased.Contains(customer.Id))];
            await transaction.Customers.SaveAsync(stored, cancellationToken).ConfigureAwait(false);
            if (isCapped)
                await AddressOwners.ApplyAsync(batch, known, stored, cancellationToken).ConfigureAwait(false);
            await FirstAddresses.ApplyAsync(batch, stored, cancellationToken).ConfigureAwait(false);
            await arrivals.ReactAsync(batch, arrived, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
