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
/// <remarks>
/// A call works on several partitions at the same time, so that their commits share the disk writes of a server. Calls that wait for the
/// same partition share a transaction.
/// </remarks>
internal sealed class EventIntake(
    IRetentionStore store, EngineSettings settings, OrderWithdrawal orders, EventReactions reactions, TimeProvider time)
{
    /// <summary>The partitions on which the calls of this process work beside the first one of each call.</summary>
    private const int MoreLanes = 7;

    private readonly WaitingEvents _waiting = new();
    private int _freeLanes = MoreLanes;

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
            .Select(partition => new PartitionEvents(partition.Key, events, [.. partition], results)).ToList();
        if (allOrNothing && partitions.Count > 0)
            await settings.WithOutsideAnswersAsync(
                time, () => AppendAllOrNothingAsync(partitions, hasUnreadable, cancellationToken), cancellationToken).ConfigureAwait(false);
        else
            await AppendEachAsync(partitions, cancellationToken).ConfigureAwait(false);
        return results;
    }

    /// <summary>An event without a customer id belongs to no partition. Any partition can refuse it.</summary>
    private int PartitionOf(CustomerEvent @event) =>
        @event.Customer == default ? 0 : Partitioning.Of(@event.Customer, store.PartitionCount);

    /// <summary>
    /// Appends partition by partition, several at a time. After a failure no transaction begins, and the call ends with those that run.
    /// </summary>
    private async Task AppendEachAsync(List<PartitionEvents> partitions, CancellationToken cancellationToken)
    {
        var (turn, hasFailed) = (-1, false);
        var lanes = new List<Task>();
        for (var lane = 0; lane < partitions.Count && (lane == 0 || TryTakeLane()); lane++)
            lanes.Add(LaneAsync(isFirst: lane == 0));
        await Task.WhenAll(lanes).ConfigureAwait(false);

        async Task LaneAsync(bool isFirst)
        {
            try
            {
                while (Interlocked.Increment(ref turn) is var next && next < partitions.Count)
                {
                    var partition = partitions[next];
                    foreach (var indexes in partition.Indexes.Chunk(settings.Options.Worker.BatchSize))
                    {
                        if (Volatile.Read(ref hasFailed))
                            return;
                        await AppendAsync(new PartitionEvents(partition.Partition, partition.Events, indexes, partition.Results),
                            cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            catch
            {
                Volatile.Write(ref hasFailed, true);
                throw;
            }
            finally
            {
                if (!isFirst)
                    Interlocked.Increment(ref _freeLanes);
            }
        }
    }

    private bool TryTakeLane()
    {
        if (Interlocked.Decrement(ref _freeLanes) >= 0)
            return true;
        Interlocked.Increment(ref _freeLanes);
        return false;
    }

    /// <summary>Appends the events of one partition, unless another call that got its lock takes them along.</summary>
    private async Task AppendAsync(PartitionEvents own, CancellationToken cancellationToken)
    {
        _waiting.Add(own);
        try
        {
            while (!_waiting.IsStored(own))
                await settings.WithOutsideAnswersAsync(
                    time, () => TryAppendAsync(own, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_waiting.IsStored(own))
        {
            // Only the wait for the lock failed or was cancelled; another call has stored the events meanwhile.
        }
        finally
        {
            _waiting.Remove(own);
        }
    }

    /// <summary>
    /// Appends the events with those of other calls. If that fails because of what is in them, the next attempt appends only the own ones.
    /// </summary>
    private async Task<bool> TryAppendAsync(PartitionEvents own, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(own.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var taken = _waiting.Take(own, settings.Options.Worker.BatchSize);
            if (taken.Count == 0)
                return true;
            try
            {
                var together = PartitionEvents.Together(taken);
                await AppendAsync(transaction, [together], allOrNothing: false, hasUnreadable: false,
                    taken.Count == 1 ? cancellationToken : CancellationToken.None).ConfigureAwait(false);
                together.Share(taken);
                _waiting.Complete(taken);
            }
            catch (Exception exception)
            {
                _waiting.PutBack(taken);
                if (taken.Count == 1 || exception is RetentionStoreException)
                    throw;
            }

            return true;
        }
    }

    private async Task<bool> AppendAllOrNothingAsync(
        List<PartitionEvents> partitions, bool hasUnreadable, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partitions[0].Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            await AppendAsync(transaction, partitions, allOrNothing: true, hasUnreadable, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Appends in one transaction, also over several partitions. They are locked in their order before anything is written.
    /// </summary>
    private async Task AppendAsync(IPartitionTransaction transaction, List<PartitionEvents> partitions, bool allOrNothing,
        bool hasUnreadable, CancellationToken cancellationToken)
    {
        using var activity = EngineTelemetry.Start("retention.intake", transaction.Partition);
        var begun = settings.Telemetry.Begin();
        var batches = new List<Batch>(partitions.Count) { new(transaction, settings, time) };
        foreach (var partition in partitions.Skip(1))
            batches.Add(
                new Batch(await transaction.JoinAsync(partition.Partition, cancellationToken).ConfigureAwait(false), settings, time));
        var open = new List<List<int>>(partitions.Count);
        foreach (var (batch, partition) in batches.Zip(partitions))
            open.Add(await AppendAsync(
                batch, partition.Events, partition.Indexes, partition.Results, cancellationToken).ConfigureAwait(false));
        if (allOrNothing && (hasUnreadable || partitions[0].Results.Any(answer => answer.Spoils)))
        {
            RollBack(partitions[0].Results);
            return;
        }

        var stored = new List<(Batch, IReadOnlyList<CustomerEvent>)>(batches.Count);
        foreach (var ((batch, partition), valid) in batches.Zip(partitions).Zip(open))
            stored.Add((batch, await StoredAsync(batch,
                [.. valid.Where(one => partition.Results[one] == AppendEventResult.Stored).Select(one => partition.Events[one])],
                cancellationToken).ConfigureAwait(false)));
        await reactions.ReactAsync(stored, cancellationToken).ConfigureAwait(false);
        await Batch.CommitAsync(batches, cancellationToken).ConfigureAwait(false);
        foreach (var partition in partitions)
            settings.Telemetry.Appended(Array.ConvertAll(partition.Indexes, index => partition.Results[index]));
        settings.Telemetry.Batch(EngineTelemetry.Intake, partitions.Sum(partition => partition.Indexes.Length), begun);
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
}
