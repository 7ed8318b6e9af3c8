using Retention.Workflows.Customers;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>Stores with one bug each, for <see cref="PlantedBugs"/>.</summary>
internal static class BrokenStores
{
    private const int Everything = 1_000_000;

    internal static IRetentionStore CountEarly(IRetentionStore store)
    {
        // Messages are read in the transaction before the one that marks them, so slots taken since then are not seen.
        HashSet<MessageId> taken = [], takenLately = [];
        HashSet<string> sent = [], sentLately = [];
        var outbox = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(
                call, messages => [.. messages.Where(message => !TakesPlace(message) || taken.Contains(message.Id))]));
        var events = OnSent(seen => seen.Where(@event => sent.Contains(@event.Id)));
        return outbox.Plant(events.Plant(Bug.In<IRetentionStore>(nameof(IRetentionStore.BeginAsync),
            (inner, arguments, call) => BeginAsync((IRetentionStore)inner, (int)arguments[0]!, call)).Plant(store)));

        async Task<IPartitionTransaction> BeginAsync(IRetentionStore inner, int partition, Func<object?> call)
        {
            (taken, sent) = (takenLately, sentLately);
            await using (var early = await inner.BeginAsync(partition, default(CancellationToken)))
            {
                takenLately = [.. (await early.Outbox.ReadAllAsync(0, Everything, default(CancellationToken))).Where(TakesPlace)
                    .Select(message => message.Id)];
                sentLately = [.. (await early.Events.ReadLogAsync(EventNames.MessageSent, 0, Everything, default(CancellationToken))).Events
                    .Select(@event => @event.Id)];
            }

            return await (Task<IPartitionTransaction>)call()!;
        }

        static bool TakesPlace(OutboxMessage message) =>
            message.Status == MessageStatus.Dispatching || (message.Status == MessageStatus.Queued && message.Attempt > 0);
    }

    internal static IRetentionStore AskForSuppressionsEarly(IRetentionStore store)
    {
        // The data of the send decision is read just before the decision.
        var queued = DateTimeOffset.MinValue;
        var messages = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, found =>
            {
                queued = found.Select(message => message.QueuedAt).DefaultIfEmpty().Max();
                return found;
            }));
        var suppressions = Bug.In<ISuppressionStore>(nameof(ISuppressionStore.FindAsync), (_, _, call) =>
            AnswerAsync<IReadOnlyList<Suppression>>(call, found => [.. found.Where(suppression => suppression.Since <= queued)]));
        return suppressions.Plant(messages.Plant(store));
    }

    internal static IRetentionStore RememberPauses(IRetentionStore store)
    {
        // What was read once is answered until the next write of the same process.
        StoredPauses? remembered = null;
        var reads = Bug.In<IPauseStore>(
            nameof(IPauseStore.ReadAsync), (_, _, call) => RememberAsync((Task<StoredPauses>)call()!));
        return reads.Plant(store);

        async Task<StoredPauses> RememberAsync(Task<StoredPauses> read)
        {
            var found = await read;
            return remembered ??= found;
        }
    }

    internal static IRetentionStore AskForPausesEarly(IRetentionStore store)
    {
        // What a transaction hears is what the one before it, in the same process, would have heard.
        var latest = new Dictionary<IRetentionStore, StoredPauses>();
        return Bug.In<IPauseStore>(nameof(IPauseStore.ReadAsync), (_, _, call) => BeforeAsync((Task<StoredPauses>)call()!))
            .Plant(store);

        async Task<StoredPauses> BeforeAsync(Task<StoredPauses> read)
        {
            var found = await read;
            var before = latest.GetValueOrDefault(store, new StoredPauses([], []));
            latest[store] = found;
            return before;
        }
    }

    internal static IRetentionStore TryAnotherAnyway(IRetentionStore store)
    {
        var number = 1_000_000_000L;
        return Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync),
            (inner, arguments, call) => UpdateAsync((IOutboxStore)inner, (IReadOnlyList<OutboxMessage>)arguments[0]!, call)).Plant(store);

        async Task UpdateAsync(IOutboxStore inner, IReadOnlyList<OutboxMessage> messages, Func<object?> call)
        {
            await (Task)call()!;
            await inner.AddAsync(
                [.. messages.Where(message => message is { Status: MessageStatus.Sent, Choice: 0, Step: "your-cart" })
                    .Select(message => message with
                {
                    Id = new MessageId(message.Id.Partition, ++number), Choice = 1, Channel = Channel.Push, Status = MessageStatus.Queued,
                    DueAt = message.DecidedAt, DecidedAt = null, Reason = null, Attempt = 0,
                })],
                default(CancellationToken));
        }
    }

    internal static IRetentionStore RememberTheErased(IRetentionStore store)
    {
        // As if the customers of a partition were cached and written back together, whichever of them is requested.
        var known = new Dictionary<CustomerId, Customer>();
        return Bug.In<ICustomerStore>(nameof(ICustomerStore.FindAsync), (inner, arguments, call) =>
            FindAsync((ICustomerStore)inner, (IReadOnlyCollection<CustomerId>)arguments[0]!, call)).Plant(store);

        async Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(
            ICustomerStore inner, IReadOnlyCollection<CustomerId> ids, Func<object?> call)
        {
            var found = await (Task<IReadOnlyDictionary<CustomerId, Customer>>)call()!;
            foreach (var (id, customer) in found)
                known[id] = customer;
            var partitions = ids.Select(PartitionOf).ToHashSet();
            List<CustomerId> kept = [.. known.Keys.Where(id => partitions.Contains(PartitionOf(id)))];
            var there = await inner.FindAsync(kept, default(CancellationToken));
            List<Customer> missing = [.. kept.Where(id => !there.ContainsKey(id)).Select(id => known[id])];
            if (missing.Count > 0)
                await inner.SaveAsync(missing, default(CancellationToken));
            return found.Concat(missing.Where(customer => ids.Contains(customer.Id))
                .Select(customer => KeyValuePair.Create(customer.Id, customer))).ToDictionary();
        }

        int PartitionOf(CustomerId id) => Partitioning.Of(id, store.PartitionCount);
    }

    internal static IRetentionStore ReadBeforeTheLock(IRetentionStore store)
    {
        IReadOnlyList<OutboxMessage> before = [];
        var reads = Bug.In<IOutboxStore>(nameof(IOutboxStore.FindAsync), (_, arguments, _) =>
        {
            var ids = (IReadOnlyCollection<MessageId>)arguments[0]!;
            return Task.FromResult<IReadOnlyDictionary<MessageId, OutboxMessage>>(
                before.Where(message => ids.Contains(message.Id)).ToDictionary(message => message.Id));
        });
        var ofEnrollments = Bug.In<IOutboxStore>(nameof(IOutboxStore.ReadByEnrollmentAsync), (_, arguments, _) =>
        {
            var ids = (IReadOnlyCollection<EnrollmentId>)arguments[0]!;
            return Task.FromResult<IReadOnlyList<OutboxMessage>>([.. before.Where(message => ids.Contains(message.Enrollment))]);
        });
        return ofEnrollments.Plant(reads.Plant(Bug.In<IRetentionStore>(nameof(IRetentionStore.BeginAsync),
            (inner, arguments, call) => BeginAsync((IRetentionStore)inner, (int)arguments[0]!, call)).Plant(store)));

        async Task<IPartitionTransaction> BeginAsync(IRetentionStore inner, int partition, Func<object?> call)
        {
            await using (var early = await inner.BeginAsync(partition, default(CancellationToken)))
                before = await early.Outbox.ReadAllAsync(0, Everything, default(CancellationToken));
            return await (Task<IPartitionTransaction>)call()!;
        }
    }

    internal static IRetentionStore MarkInMemoryOnly(IRetentionStore store)
    {
        var marked = new Dictionary<MessageId, OutboxMessage>();
        var writes = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, arguments, call) =>
        {
            var messages = (IReadOnlyList<OutboxMessage>)arguments[0]!;
            foreach (var message in messages)
            {
                if (message.Status == MessageStatus.Dispatching)
                    marked[message.Id] = message;
                else
                    marked.Remove(message.Id);
            }

            arguments[0] = (IReadOnlyList<OutboxMessage>)[.. messages.Where(message => message.Status != MessageStatus.Dispatching)];
            return call();
        });
        var reads = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.FindAsync), (_, _, call) => AnswerAsync<IReadOnlyDictionary<MessageId, OutboxMessage>>(call, found =>
                found.ToDictionary(entry => entry.Key, entry => marked.GetValueOrDefault(entry.Key) ?? entry.Value)));
        var ofEnrollments = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, found =>
                [.. found.Select(message => marked.GetValueOrDefault(message.Id) ?? message)]));
        return ofEnrollments.Plant(reads.Plant(writes.Plant(store)));
    }

    internal static IRetentionStore TakeAllForAbandoned(IRetentionStore store)
    {
        // Only messages that were marked when the due work was read; otherwise the worker would take itself for dead when it marks.
        var seen = new HashSet<OutboxMessage>();
        var dueWork = Bug.In<IRetentionStore>(
            nameof(IRetentionStore.ReadDueWorkAsync), (inner, _, call) => LookAsync((IRetentionStore)inner, (Task<DueWork>)call()!));
        var abandoned = Bug.In<IOutboxStore>(nameof(IOutboxStore.ReadAbandonedAsync), (inner, _, _) => SeenAsync((IOutboxStore)inner));
        return abandoned.Plant(dueWork.Plant(store));

        async Task<IReadOnlyList<OutboxMessage>> SeenAsync(IOutboxStore outbox) =>
            [.. (await DispatchingAsync(outbox)).Where(seen.Contains)];

        async Task<DueWork> LookAsync(IRetentionStore inner, Task<DueWork> read)
        {
            var partitions = (await read).Partitions.ToArray();
            for (var number = 0; number < partitions.Length; number++)
            {
                await using var transaction = await inner.BeginAsync(number, default(CancellationToken));
                var dispatching = await DispatchingAsync(transaction.Outbox);
                seen.UnionWith(dispatching);
                partitions[number] = partitions[number] with { HasAbandoned = dispatching.Count > 0 };
            }

            return new DueWork { Partitions = partitions };
        }

        static async Task<IReadOnlyList<OutboxMessage>> DispatchingAsync(IOutboxStore outbox) =>
            [.. (await outbox.ReadAllAsync(0, Everything, default(CancellationToken)))
                .Where(message => message.Status == MessageStatus.Dispatching)];
    }

    internal static IRetentionStore FindNothingAbandoned(IRetentionStore store)
    {
        var dueWork = Bug.In<IRetentionStore>(nameof(IRetentionStore.ReadDueWorkAsync), (_, _, call) => AnswerAsync<DueWork>(call, read =>
            read with { Partitions = [.. read.Partitions.Select(partition => partition with { HasAbandoned = false })] }));
        var abandoned = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadAbandonedAsync), (_, _, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>([]));
        return abandoned.Plant(dueWork.Plant(store));
    }

    internal static IRetentionStore LoseEachEleventhCommit(IRetentionStore store)
    {
        var commits = 0;
        return Bug.In<IPartitionTransaction>(nameof(IPartitionTransaction.CommitAsync),
            (inner, _, call) => ++commits % 11 == 0 ? ((IPartitionTransaction)inner).DisposeAsync().AsTask() : call()).Plant(store);
    }

    internal static IRetentionStore HurryMessages(IRetentionStore store)
    {
        // An early read is not enough, since the dispatcher reads again before it marks.
        var reads = Bug.In<IOutboxStore>(nameof(IOutboxStore.ReadDueAsync), (_, arguments, call) =>
        {
            arguments[0] = ((DateTimeOffset)arguments[0]!).AddHours(7);
            return call();
        });
        var looks = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, found =>
                [.. found.Select(message => message.DueAt is null ? message : message with { DueAt = message.QueuedAt })]));
        return looks.Plant(reads.Plant(store));
    }

    internal static PlantedBug LoseLastOfPage()
    {
        var lost = new HashSet<EnrollmentId>();
        return new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>(
                nameof(IEnrollmentStore.ReadDueAsync), (_, _, call) => AnswerAsync<IReadOnlyList<Enrollment>>(call, page =>
                {
                    if (page.Count > 2)
                        lost.Add(page[^1].Id);
                    return [.. page.Where(enrollment => !lost.Contains(enrollment.Id))];
                })).Plant,
        };
    }

    internal static IRetentionStore LetInTwice(IRetentionStore store)
    {
        var entries = 0;
        return Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.AddAsync), (_, arguments, call) =>
        {
            arguments[0] = (IReadOnlyList<Enrollment>)[.. ((IReadOnlyList<Enrollment>)arguments[0]!)
                .Select(enrollment => enrollment with { EntryKey = $"{enrollment.EntryKey}#{++entries}" })];
            return call();
        }).Plant(store);
    }

    internal static IRetentionStore RememberCustomers(IRetentionStore store)
    {
        var known = new Dictionary<CustomerId, Customer>();
        return Bug.In<ICustomerStore>(
            nameof(ICustomerStore.FindAsync), (_, _, call) => AnswerAsync<IReadOnlyDictionary<CustomerId, Customer>>(call, found =>
                found.ToDictionary(entry => entry.Key,
                    entry => known.TryGetValue(entry.Key, out var earlier) ? earlier : known[entry.Key] = entry.Value))).Plant(store);
    }

    /// <summary>Changes the sent messages that caps read; the failed messages stay unchanged.</summary>
    internal static Bug OnSent(Func<IEnumerable<CustomerEvent>, IEnumerable<CustomerEvent>> change) =>
        Bug.In<IEventLog>(nameof(IEventLog.ReadAsync), (_, arguments, call) =>
        {
            var windows = (IReadOnlyList<EventWindow>)arguments[0]!;
            return windows.All(window => window.Name == EventNames.MessageSent || window.Name == EventNames.MessageFailed)
                ? AnswerAsync<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(call, read =>
                    [.. read.Select((events, index) =>
                        windows[index].Name == EventNames.MessageSent ? (IReadOnlyList<CustomerEvent>)[.. change(events)] : events)])
                : call();
        });

    internal static async Task<T> AnswerAsync<T>(Func<object?> call, Func<T, T> change) => change(await (Task<T>)call()!);

    internal static async Task<IWorkerRegistration> ImmortalAsync(Task<IWorkerRegistration> registered) => new NeverEndingRegistration(await registered);

    internal static void Ignore(Func<Task> call)
    {
        try
        {
            _ = call();
        }
        catch (Exception problem) when (problem is ObjectDisposedException or InvalidOperationException)
        {
            // The transaction was already committed, or had failed.
        }
    }

    private sealed class NeverEndingRegistration(IWorkerRegistration inner) : IWorkerRegistration
    {
        public long Worker => inner.Worker;

        public bool IsAlive => true;

        public Task WaitForWorkAsync(CancellationToken cancellationToken) => inner.WaitForWorkAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
