using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>
/// Takes events from outside: refuses invalid ones, appends the rest and runs the reactions. Every batch of a partition is one transaction;
/// an all-or-nothing request is one transaction over all its partitions.
/// </summary>
internal sealed class EventIntake(IRetentionStore store, EngineSettings settings, OrderWithdrawal orders, EventReactions reactions, TimeProvider time)
{
    internal async Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch events, CancellationToken cancellationToken)
    {
        var results = await AppendAsync(events.Events, events.AllOrNothing,
            events.AllOrNothing && events.Unreadable.Any(answer => answer is not null), cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Refused(events.Unreadable.Count - events.Events.Count);
        return events.Answers(results);
    }

    private async Task<AppendEventResult[]> AppendAsync(
        IReadOnlyList<CustomerEvent> events, bool allOrNothing, bool hasUnreadable, CancellationToken cancellationToken)
    {
        var results = new AppendEventResult[events.Count];
        var partitions = Enumerable.Range(0, events.Count).GroupBy(index => PartitionOf(events[index])).OrderBy(partition => partition.Key)
            .ToList();
        if (allOrNothing && partitions.Count > 0)
        {
            await AppendAsync(partitions, events, results, hasUnreadable, cancellationToken).ConfigureAwait(false);
            return results;
        }

        foreach (var partition in partitions)
        {
            foreach (var indexes in partition.Chunk(settings.Options.Worker.BatchSize))
                await AppendAsync([new PartitionEvents(partition.Key, indexes)], events, results, allOrNothing: false, hasUnreadable: false,
                    cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    private Task AppendAsync(IReadOnlyList<IGrouping<int, int>> partitions, IReadOnlyList<CustomerEvent> events,
        AppendEventResult[] results, bool hasUnreadable, CancellationToken cancellationToken) =>
        AppendAsync([.. partitions.Select(partition => new PartitionEvents(partition.Key, [.. partition]))], events, results,
            allOrNothing: true, hasUnreadable, cancellationToken);

    /// <summary>An event without a customer id belongs to no partition. Any partition can refuse it.</summary>
    private int PartitionOf(CustomerEvent @event) =>
        @event.Customer == default ? 0 : Partitioning.Of(@event.Customer, store.PartitionCount);

    /// <summary>
    /// Appends in one transaction, also over several partitions. They are locked in their order before anything is written.
    /// </summary>
    private async Task AppendAsync(
        IReadOnlyList<PartitionEvents> partitions, IReadOnlyList<CustomerEvent> events, AppendEventResult[] results, bool allOrNothing,
        bool hasUnreadable, CancellationToken cancellationToken) =>
        await settings.WithOutsideAnswersAsync(time, () => AppendOnceAsync(
            partitions, events, results, allOrNothing, hasUnreadable, cancellationToken), cancellationToken).ConfigureAwait(false);

    private async Task<bool> AppendOnceAsync(
        IReadOnlyList<PartitionEvents> partitions, IReadOnlyList<CustomerEvent> events, AppendEventResult[] results, bool allOrNothing,
        bool hasUnreadable, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partitions[0].Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var activity = EngineTelemetry.Start("retention.intake", partitions[0].Partition);
            var begun = settings.Telemetry.Begin();
            var batches = new List<Batch>(partitions.Count) { new(transaction, settings, time) };
            foreach (var (partition, _) in partitions.Skip(1))
                batches.Add(new Batch(await transaction.JoinAsync(partition, cancellationToken).ConfigureAwait(false), settings, time));
            var open = new List<List<int>>(partitions.Count);
            for (var index = 0; index < batches.Count; index++)
                open.Add(
                    await AppendAsync(batches[index], events, partitions[index].Indexes, results, cancellationToken).ConfigureAwait(false));
            if (allOrNothing && (hasUnreadable || results.Any(answer => answer.Spoils)))
            {
                RollBack(results);
                return true;
            }

            var stored = new List<(Batch, IReadOnlyList<CustomerEvent>)>(batches.Count);
            for (var index = 0; index < batches.Count; index++)
                stored.Add((batches[index], await StoredAsync(
                    batches[index], [.. open[index].Where(one => results[one] == AppendEventResult.Stored).Select(one => events[one])],
                    cancellationToken).ConfigureAwait(false)));
            await reactions.ReactAsync(stored, cancellationToken).ConfigureAwait(false);
            await Batch.CommitAsync(batches, cancellationToken).ConfigureAwait(false);
            foreach (var (_, indexes) in partitions)
                settings.Telemetry.Appended(Array.ConvertAll(indexes, index => results[index]));
            settings.Telemetry.Batch(EngineTelemetry.Intake, partitions.Sum(partition => partition.Indexes.Length), begun);
            return true;
        }
    }

    /// <summary>Withdraws the orders that are paid back in full, and returns the events to which the engine reacts.</summary>
    private async Task<IReadOnlyList<CustomerEvent>> StoredAsync(
        Batch batch, IReadOnlyList<CustomerEvent> stored, CancellationToken cancellationToken)
    {
        var withdrawn = await orders.SettleAsync(batch, stored, cancellationToken).ConfigureAwait(false);
        return withdrawn.Count == 0 ? stored : [.. stored.Where(@event => !withdrawn.Contains(@event)), .. batch.Recorded];
    }

    /// <summary>Appends the valid events.</summary>
    /// <returns>The indexes of the valid events.</returns>
    private async Task<List<int>> AppendAsync(
        Batch batch, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendEventResult[] results, CancellationToken cancellationToken)
    {
        var open = await RefuseAsync(batch, events, indexes, results, cancellationToken).ConfigureAwait(false);
        foreach (var chunk in open.Chunk(settings.Options.Worker.BatchSize))
        {
            var outcomes = await batch.Transaction.Events.AppendAsync(
                [.. chunk.Select(index => events[index])], cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < chunk.Length; position++)
            {
                results[chunk[position]] = outcomes[position] switch
                {
                    AppendOutcome.Stored => AppendEventResult.Stored,
                    AppendOutcome.Duplicate => AppendEventResult.Duplicate,
                    _ => AppendEventResult.Conflict(null),
                };
            }
        }

        await ReadExistingAsync(batch, events, [.. open.Where(index => results[index].Outcome == EventOutcome.Conflict)], results,
            cancellationToken).ConfigureAwait(false);
        return open;
    }

    /// <summary>Sets the results of invalid events.</summary>
    /// <returns>The indexes of the other events.</returns>
    private async Task<List<int>> RefuseAsync(
        Batch batch, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendEventResult[] results, CancellationToken cancellationToken)
    {
        var latest = DateTimeOffset.MaxValue - batch.Now > settings.Options.Ingestion.MaxClockSkew
            ? batch.Now + settings.Options.Ingestion.MaxClockSkew : DateTimeOffset.MaxValue;
        var limits = new EventLimits { Earliest = settings.Options.Ingestion.EarliestEvent, Latest = latest };
        var open = new List<int>(indexes.Length);
        foreach (var index in indexes)
        {
            if (limits.Problems(events[index]) is { Count: > 0 } problems)
                results[index] = AppendEventResult.Refused(problems);
            else
                open.Add(index);
        }

        CustomerId[] customers = [.. open.Select(index => events[index].Customer).Distinct()];
        var erased = await ErasedCustomers.AmongAsync(batch, customers, cancellationToken).ConfigureAwait(false);
        var known = settings.Options.Ingestion.UnknownCustomers == UnknownCustomers.Refuse
            ? await batch.CustomersAsync(customers, cancellationToken).ConfigureAwait(false) : null;
        open.RemoveAll(index =>
        {
            if (erased.Contains(events[index].Customer))
                results[index] = AppendEventResult.Erased;
            else if (known?.ContainsKey(events[index].Customer) == false)
                results[index] = AppendEventResult.Refused(new InputProblem { Field = "customer", Reason = "is not known" });
            else
                return false;
            return true;
        });
        var tooMuch = await RefundLimits.ProblemsAsync(batch, events, open, cancellationToken).ConfigureAwait(false);
        foreach (var (index, problem) in tooMuch)
            results[index] = AppendEventResult.Refused(problem);
        if (tooMuch.Count > 0)
            open.RemoveAll(tooMuch.ContainsKey);
        return open;
    }

    /// <summary>Adds the stored events to the results of those that they contradict.</summary>
    private static async Task ReadExistingAsync(Batch batch, IReadOnlyList<CustomerEvent> events, IReadOnlyList<int> conflicts,
        AppendEventResult[] results, CancellationToken cancellationToken)
    {
        foreach (var customer in conflicts.GroupBy(index => events[index].Customer))
        {
            var stored = await batch.Transaction.Events.ReadByCustomerAsync(customer.Key, cancellationToken).ConfigureAwait(false);
            foreach (var index in customer)
                results[index] = AppendEventResult.Conflict(stored.FirstOrDefault(@event => @event.Id == events[index].Id));
        }
    }

    /// <summary>Nothing was stored, so results of stored events become <see cref="AppendEventResult.RolledBack"/>.</summary>
    private void RollBack(AppendEventResult[] results)
    {
        for (var index = 0; index < results.Length; index++)
        {
            if (results[index] == AppendEventResult.Stored)
                results[index] = AppendEventResult.RolledBack;
            settings.Telemetry.Appended([results[index]]);
        }
    }

    /// <summary>The events of a partition, by their indexes in the request.</summary>
    private readonly record struct PartitionEvents(int Partition, int[] Indexes);
}
