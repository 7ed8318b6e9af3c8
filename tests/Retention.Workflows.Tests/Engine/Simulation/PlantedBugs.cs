using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>Bugs that an engine or its store could have, and by which kinds of violations the simulation may notice them.</summary>
internal static class PlantedBugs
{
    private const int Everything = 1_000_000;

    internal static Dictionary<string, (Func<PlantedBug> Plant, string[] Kinds)> All { get; } = new()
    {
        ["reads are answered from before the lock was taken"] = (() => new PlantedBug { Store = ReadBeforeTheLock }, ["messages", "marks", "outcomes"]),
        ["messages are marked after the hand-over"] = (() => new PlantedBug { Store = MarkInMemoryOnly }, ["marks"]),
        ["outcomes are lost"] = (() => OnUpdatedMessages(messages => messages.Where(message => message.Status != MessageStatus.Sent)), ["outcomes"]),
        ["what living workers hand over counts as abandoned"] = (() => new PlantedBug { Store = TakeAllForAbandoned }, ["outcomes"]),
        ["what dead workers handed over is never found"] = (() => new PlantedBug { Store = FindNothingAbandoned }, ["messages"]),
        ["dead workers count as living"] = (() => new PlantedBug
        {
            Store = Bug.In<IRetentionStore>("RegisterWorkerAsync", (_, _, call) => ImmortalAsync((Task<IWorkerRegistration>)call()!)).Plant,
        }, ["messages"]),
        ["what was not committed is kept"] = (() => new PlantedBug
        {
            Beneath = Bug.In<IPartitionTransaction>("DisposeAsync", (inner, _, call) =>
            {
                Ignore(() => ((IPartitionTransaction)inner).CommitAsync(TestContext.Current.CancellationToken));
                return call();
            }).Plant,
        }, ["history", "counters", "records", "messages", "vouchers", "statuses"]),
        ["a commit says that it kept everything and keeps nothing"] = (() => new PlantedBug { Store = LoseEachEleventhCommit }, ["lost", "marks", "outcomes", "answers"]),
        ["an event that is there already is answered as stored"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>("AppendAsync", (_, _, call) => AnswerAsync<IReadOnlyList<AppendOutcome>>(call, outcomes => [.. outcomes.Select(outcome => outcome == AppendOutcome.Duplicate ? AppendOutcome.Stored : outcome)])).Plant,
        }, ["answers"]),
        ["a conflict is taken for a duplicate"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>("AppendAsync", (_, _, call) => AnswerAsync<IReadOnlyList<AppendOutcome>>(call, outcomes => [.. outcomes.Select(outcome => outcome == AppendOutcome.Conflict ? AppendOutcome.Duplicate : outcome)])).Plant,
        }, ["answers"]),
        ["the issuer's idempotency key changes with each call"] = (() => new PlantedBug { Issuer = issuer => new ForgetfulCaller(issuer) }, ["vouchers"]),
        ["what is not due yet is read as due"] = (() => new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>("ReadDueAsync", (_, arguments, call) =>
            {
                arguments[1] = ((DateTimeOffset)arguments[1]!).AddHours(1);
                return call();
            }).Plant,
        }, ["dues"]),
        ["messages leave before they are due"] = (() => new PlantedBug { Store = HurryMessages }, ["dues"]),
        ["the last row of a due page is lost for ever"] = (LoseLastOfPage, ["stuck", "progress"]),
        ["customers are answered from a cache"] = (() => new PlantedBug { Store = RememberCustomers }, ["gate"]),
        ["a sweep counts as finished after its first chunk"] = (() => new PlantedBug
        {
            Store = Bug.In<ISweepStore>("SaveAsync", (_, arguments, call) =>
            {
                arguments[0] = (SweepState)arguments[0]! with { Position = null, Finished = true };
                return call();
            }).Plant,
        }, ["schedule"]),
        ["the unique entry key is not enforced"] = (() => new PlantedBug { Store = LetInTwice }, ["answers"]),
        ["history is written twice"] = (() => OnRows<IEnrollmentStore, HistoryEntry>("AppendHistoryAsync", entries => entries.Concat(entries)), ["history"]),
        ["history is not written"] = (() => OnRows<IEnrollmentStore, HistoryEntry>("AppendHistoryAsync", _ => []), ["history"]),
        ["counters count twice"] = (() => OnRows<IEnrollmentStore, JourneyCounter>("AddCountersAsync", counters => counters.Concat(counters)), ["counters"]),
        ["a withdrawn message comes back"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message.Status == MessageStatus.Withdrawn ? message with { Status = MessageStatus.Queued, DueAt = message.DecidedAt, DecidedAt = null } : message)), ["exits"]),
        ["a refusal leaves no event"] = (() => OnRows<IEventLog, CustomerEvent>("AppendAsync", events => events.Select(happened =>
            happened.Name == EventNames.MessageRefused ? happened with { Id = $"{happened.Id}-elsewhere" } : happened)), ["events"]),
        ["a purchase does not reach the goal"] = (() => OnRows<IEnrollmentStore, Enrollment>("UpdateAsync", enrollments => enrollments.Select(enrollment => enrollment with { ConvertedAt = null })), ["goals"]),
        ["an enrollment that ended goes on"] = (() => OnRows<IEnrollmentStore, Enrollment>("UpdateAsync", enrollments => enrollments.Select(enrollment =>
            enrollment.Outcome == "opened" ? enrollment with { Status = EnrollmentStatus.Active, DueAt = enrollment.EndedAt, EndedAt = null, Outcome = null } : enrollment)), ["history", "progress", "stuck"]),
        ["a redemption is forgotten"] = (() => OnRows<IVoucherStore, Voucher>("UpdateAsync", vouchers => vouchers.Select(voucher => voucher with { RedeemedAt = null, RedeemedBy = null })), ["lost", "answers"]),
        ["a channel is tried twice in one go"] = (() => new PlantedBug { Channel = channel => new ImpatientCaller(channel) }, ["marks"]),
        ["a failed hand-over counts as sent"] = (() => new PlantedBug { Channel = channel => new Optimist(channel) }, ["deliveries"]),
        ["caps are checked when messages are read and not when they are marked"] = (() => new PlantedBug { Store = CountEarly }, ["gate"]),
        ["what is being handed over takes no place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>("ReadOfAsync", (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages => [.. messages.Where(message => message.Status != MessageStatus.Dispatching)])).Plant,
        }, ["gate"]),
        ["what will be tried again takes no place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>("ReadOfAsync", (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages => [.. messages.Select(message => message with { Attempt = 0 })])).Plant,
        }, ["gate"]),
        ["a hand-over that failed for good keeps its place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>("ReadOfAsync", (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages => [.. messages.Select(message =>
                message.Status is MessageStatus.Rejected or MessageStatus.Dead ? message with { Status = MessageStatus.Dispatching } : message)])).Plant,
        }, ["refusals"]),
        ["a cap counts what was sent twice"] = (() => new PlantedBug { Store = OnSent(sent => sent.Concat(sent)).Plant }, ["refusals"]),
        ["quiet hours go by the shop's clock"] = (() => new PlantedBug
        {
            Store = Bug.In<ICustomerStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyDictionary<CustomerId, Customer>>(call, found => found.ToDictionary(entry => entry.Key, entry => entry.Value with { TimeZone = null }))).Plant,
        }, ["quiet"]),
        ["a message is put off for longer than its step says"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message is { Status: MessageStatus.Queued, Reason: "capped" } ? message with { DueAt = message.DueAt!.Value.AddDays(3) } : message)), ["delays"]),
        ["suppressions are asked for when a message is queued"] = (() => new PlantedBug { Store = AskForSuppressionsEarly }, ["gate"]),
        ["suppressions are not kept"] = (() => new PlantedBug { Store = Bug.In<ISuppressionStore>("SaveAsync", (_, _, _) => Task.CompletedTask).Plant }, ["gate"]),
        ["an exit does not withdraw what is queued"] = (() => OnUpdatedMessages(messages => messages.Where(message => message.Status != MessageStatus.Withdrawn)), ["exits"]),
        ["a message handed over before the exit does not say so"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message.Reason == "exited-after-hand-over" ? message with { Reason = null } : message)), ["exits"]),
        ["exit rules are not looked at"] = (() => new PlantedBug { Journey = journey => journey with { ExitRules = [] } }, ["exits"]),
        ["an event that enrolls finds the door closed"] = (() => OnRows<IEnrollmentStore, Enrollment>("AddAsync", enrollments => enrollments.Where(enrollment => enrollment.Journey != FaultJourneys.LeftCartName)), ["triggers"]),
        ["a wait for silence is not begun anew"] = (() => OnEvents(EventNames.CartItemAdded, _ => []), ["waits"]),
        ["an event from before a wait began ends it"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>("ReadAsync", (_, arguments, call) =>
            {
                arguments[0] = (IReadOnlyList<EventWindow>)[.. ((IReadOnlyList<EventWindow>)arguments[0]!).Select(window => window.Name == FaultJourneys.Review ? window with { After = DateTimeOffset.MinValue } : window)];
                return call();
            }).Plant,
        }, ["waits"]),
        ["nobody is woken by what they wait for"] = (() => new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>("ReadOfAsync", (_, _, call) => AnswerAsync<IReadOnlyList<Enrollment>>(call, enrollments => [.. enrollments.Where(enrollment => enrollment.Step != "review")])).Plant,
        }, ["waits"]),
        ["another channel is tried although the first one delivered"] = (() => new PlantedBug { Store = TryAnotherAnyway }, ["fallbacks"]),
        ["no other channel is tried"] = (() => OnRows<IOutboxStore, OutboxMessage>("AddAsync", messages => messages.Where(message => message.Choice == 0)), ["fallbacks"]),
        ["priorities are not looked at"] = (() => new PlantedBug { Journey = journey => journey with { Priority = 0 } }, ["priorities"]),
        ["an erasure is answered and not done"] = (() => new PlantedBug { Beneath = Bug.In<IUpkeepStore>("EraseAsync", (_, _, _) => Task.FromResult(default(ErasedRows))).Plant }, ["erased"]),
        ["who was erased is not remembered"] = (() => new PlantedBug
        {
            Store = Bug.In<ISuppressionStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyList<Suppression>>(call, found => [.. found.Where(entry => entry.Reason != "erased")])).Plant,
        }, ["erased"]),
        ["an erased customer is stored again from memory"] = (() => new PlantedBug { Store = RememberTheErased }, ["erased"]),
    };

    private static PlantedBug OnUpdatedMessages(Func<IEnumerable<OutboxMessage>, IEnumerable<OutboxMessage>> change) => OnRows<IOutboxStore, OutboxMessage>("UpdateAsync", change);

    /// <summary>Other rows are written than those that should be.</summary>
    private static PlantedBug OnRows<TRole, TRow>(string method, Func<IEnumerable<TRow>, IEnumerable<TRow>> change) => new()
    {
        Store = Bug.In<TRole>(method, (_, arguments, call) =>
        {
            arguments[0] = (IReadOnlyList<TRow>)[.. change((IReadOnlyList<TRow>)arguments[0]!)];
            return call();
        }).Plant,
    };

    /// <summary>What is read of events of one name, where all that is asked for is of that name, is other than it should be.</summary>
    private static PlantedBug OnEvents(EventName name, Func<IEnumerable<CustomerEvent>, IEnumerable<CustomerEvent>> change) => new()
    {
        Store = Bug.In<IEventLog>("ReadAsync", (_, arguments, call) => ((IReadOnlyList<EventWindow>)arguments[0]!).All(window => window.Name == name)
            ? AnswerAsync<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(call, read => [.. read.Select(events => (IReadOnlyList<CustomerEvent>)[.. change(events)])])
            : call()).Plant,
    };

    /// <summary>What caps read of messages that were sent is other than it should be; what they read of those that failed stays as it is.</summary>
    private static Bug OnSent(Func<IEnumerable<CustomerEvent>, IEnumerable<CustomerEvent>> change) => Bug.In<IEventLog>("ReadAsync", (_, arguments, call) =>
    {
        var windows = (IReadOnlyList<EventWindow>)arguments[0]!;
        return windows.All(window => window.Name == EventNames.MessageSent || window.Name == EventNames.MessageFailed)
            ? AnswerAsync<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(call, read =>
                [.. read.Select((events, index) => windows[index].Name == EventNames.MessageSent ? (IReadOnlyList<CustomerEvent>)[.. change(events)] : events)])
            : call();
    });

    private static IRetentionStore CountEarly(IRetentionStore store)
    {
        // Messages are read in the transaction before the one that marks them; what took a place since then is not seen.
        HashSet<MessageId> taken = [], takenLately = [];
        HashSet<string> sent = [], sentLately = [];
        var outbox = Bug.In<IOutboxStore>("ReadOfAsync", (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages => [.. messages.Where(message => !TakesPlace(message) || taken.Contains(message.Id))]));
        var events = OnSent(told => told.Where(happened => sent.Contains(happened.Id)));
        return outbox.Plant(events.Plant(Bug.In<IRetentionStore>("BeginAsync", (inner, arguments, call) => BeginAsync((IRetentionStore)inner, (int)arguments[0]!, call)).Plant(store)));

        async Task<IPartitionTransaction> BeginAsync(IRetentionStore inner, int partition, Func<object?> call)
        {
            (taken, sent) = (takenLately, sentLately);
            await using (var early = await inner.BeginAsync(partition, default(CancellationToken)))
            {
                takenLately = [.. (await early.Outbox.ReadAllAsync(0, Everything, default(CancellationToken))).Where(TakesPlace).Select(message => message.Id)];
                sentLately = [.. (await early.Events.ReadLogAsync(EventNames.MessageSent, 0, Everything, default(CancellationToken))).Events.Select(happened => happened.Id)];
            }

            return await (Task<IPartitionTransaction>)call()!;
        }

        static bool TakesPlace(OutboxMessage message) => message.Status == MessageStatus.Dispatching || (message.Status == MessageStatus.Queued && message.Attempt > 0);
    }

    private static IRetentionStore AskForSuppressionsEarly(IRetentionStore store)
    {
        // What the gate asks about is read just before it asks.
        var queued = DateTimeOffset.MinValue;
        var messages = Bug.In<IOutboxStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyDictionary<MessageId, OutboxMessage>>(call, found =>
        {
            queued = found.Values.Select(message => message.QueuedAt).DefaultIfEmpty().Max();
            return found;
        }));
        var suppressions = Bug.In<ISuppressionStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyList<Suppression>>(call, found => [.. found.Where(suppression => suppression.Since <= queued)]));
        return suppressions.Plant(messages.Plant(store));
    }

    private static IRetentionStore TryAnotherAnyway(IRetentionStore store)
    {
        var number = 1_000_000_000L;
        return Bug.In<IOutboxStore>("UpdateAsync", (inner, arguments, call) => UpdateAsync((IOutboxStore)inner, (IReadOnlyList<OutboxMessage>)arguments[0]!, call)).Plant(store);

        async Task UpdateAsync(IOutboxStore inner, IReadOnlyList<OutboxMessage> messages, Func<object?> call)
        {
            await (Task)call()!;
            await inner.AddAsync(
                [.. messages.Where(message => message is { Status: MessageStatus.Sent, Choice: 0, Step: "your-cart" }).Select(message => message with
                {
                    Id = new MessageId(message.Id.Partition, ++number), Choice = 1, Channel = Channel.Push, Status = MessageStatus.Queued, DueAt = message.DecidedAt, DecidedAt = null, Reason = null, Attempt = 0,
                })],
                default(CancellationToken));
        }
    }

    private static IRetentionStore RememberTheErased(IRetentionStore store)
    {
        // As if the customers of a partition were kept and written back as a whole, whoever of them is asked for.
        var known = new Dictionary<CustomerId, Customer>();
        return Bug.In<ICustomerStore>("FindAsync", (inner, arguments, call) => FindAsync((ICustomerStore)inner, (IReadOnlyCollection<CustomerId>)arguments[0]!, call)).Plant(store);

        async Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(ICustomerStore inner, IReadOnlyCollection<CustomerId> ids, Func<object?> call)
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
            return found.Concat(missing.Where(customer => ids.Contains(customer.Id)).Select(customer => KeyValuePair.Create(customer.Id, customer))).ToDictionary();
        }

        int PartitionOf(CustomerId id) => Partitioning.Of(id, store.PartitionCount);
    }

    private static IRetentionStore ReadBeforeTheLock(IRetentionStore store)
    {
        IReadOnlyList<OutboxMessage> before = [];
        var reads = Bug.In<IOutboxStore>("FindAsync", (_, arguments, _) =>
        {
            var ids = (IReadOnlyCollection<MessageId>)arguments[0]!;
            return Task.FromResult<IReadOnlyDictionary<MessageId, OutboxMessage>>(before.Where(message => ids.Contains(message.Id)).ToDictionary(message => message.Id));
        });
        return reads.Plant(Bug.In<IRetentionStore>("BeginAsync", (inner, arguments, call) => BeginAsync((IRetentionStore)inner, (int)arguments[0]!, call)).Plant(store));

        async Task<IPartitionTransaction> BeginAsync(IRetentionStore inner, int partition, Func<object?> call)
        {
            await using (var early = await inner.BeginAsync(partition, default(CancellationToken)))
                before = await early.Outbox.ReadAllAsync(0, Everything, default(CancellationToken));
            return await (Task<IPartitionTransaction>)call()!;
        }
    }

    private static IRetentionStore MarkInMemoryOnly(IRetentionStore store)
    {
        var marked = new Dictionary<MessageId, OutboxMessage>();
        var writes = Bug.In<IOutboxStore>("UpdateAsync", (_, arguments, call) =>
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
        var reads = Bug.In<IOutboxStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyDictionary<MessageId, OutboxMessage>>(call, found =>
            found.ToDictionary(entry => entry.Key, entry => marked.GetValueOrDefault(entry.Key) ?? entry.Value)));
        return reads.Plant(writes.Plant(store));
    }

    private static IRetentionStore TakeAllForAbandoned(IRetentionStore store)
    {
        // Only what was marked when the agenda was read, or the worker would take itself for dead when it marks.
        var seen = new HashSet<OutboxMessage>();
        var agenda = Bug.In<IRetentionStore>("ReadAgendaAsync", (inner, _, call) => LookAsync((IRetentionStore)inner, (Task<Agenda>)call()!));
        var abandoned = Bug.In<IOutboxStore>("ReadAbandonedAsync", (inner, _, _) => SeenAsync((IOutboxStore)inner));
        return abandoned.Plant(agenda.Plant(store));

        async Task<IReadOnlyList<OutboxMessage>> SeenAsync(IOutboxStore outbox) => [.. (await DispatchingAsync(outbox)).Where(seen.Contains)];

        async Task<Agenda> LookAsync(IRetentionStore inner, Task<Agenda> read)
        {
            var partitions = (await read).Partitions.ToArray();
            for (var number = 0; number < partitions.Length; number++)
            {
                await using var transaction = await inner.BeginAsync(number, default(CancellationToken));
                var dispatching = await DispatchingAsync(transaction.Outbox);
                seen.UnionWith(dispatching);
                partitions[number] = partitions[number] with { HasAbandoned = dispatching.Count > 0 };
            }

            return new Agenda { Partitions = partitions };
        }

        static async Task<IReadOnlyList<OutboxMessage>> DispatchingAsync(IOutboxStore outbox) =>
            [.. (await outbox.ReadAllAsync(0, Everything, default(CancellationToken))).Where(message => message.Status == MessageStatus.Dispatching)];
    }

    private static IRetentionStore FindNothingAbandoned(IRetentionStore store)
    {
        var agenda = Bug.In<IRetentionStore>("ReadAgendaAsync", (_, _, call) => AnswerAsync<Agenda>(call, read =>
            read with { Partitions = [.. read.Partitions.Select(partition => partition with { HasAbandoned = false })] }));
        var abandoned = Bug.In<IOutboxStore>("ReadAbandonedAsync", (_, _, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>([]));
        return abandoned.Plant(agenda.Plant(store));
    }

    private static IRetentionStore LoseEachEleventhCommit(IRetentionStore store)
    {
        var commits = 0;
        return Bug.In<IPartitionTransaction>("CommitAsync", (inner, _, call) => ++commits % 11 == 0 ? ((IPartitionTransaction)inner).DisposeAsync().AsTask() : call()).Plant(store);
    }

    private static IRetentionStore HurryMessages(IRetentionStore store)
    {
        // Reading them too early is not enough, since the dispatcher looks again before it marks.
        var reads = Bug.In<IOutboxStore>("ReadDueAsync", (_, arguments, call) =>
        {
            arguments[0] = ((DateTimeOffset)arguments[0]!).AddHours(7);
            return call();
        });
        var looks = Bug.In<IOutboxStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyDictionary<MessageId, OutboxMessage>>(call, found =>
            found.ToDictionary(entry => entry.Key, entry => entry.Value.DueAt is null ? entry.Value : entry.Value with { DueAt = entry.Value.QueuedAt })));
        return looks.Plant(reads.Plant(store));
    }

    private static PlantedBug LoseLastOfPage()
    {
        var lost = new HashSet<EnrollmentId>();
        return new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>("ReadDueAsync", (_, _, call) => AnswerAsync<IReadOnlyList<Enrollment>>(call, page =>
            {
                if (page.Count > 2)
                    lost.Add(page[^1].Id);
                return [.. page.Where(enrollment => !lost.Contains(enrollment.Id))];
            })).Plant,
        };
    }

    private static IRetentionStore LetInTwice(IRetentionStore store)
    {
        var entries = 0;
        return Bug.In<IEnrollmentStore>("AddAsync", (_, arguments, call) =>
        {
            arguments[0] = (IReadOnlyList<Enrollment>)[.. ((IReadOnlyList<Enrollment>)arguments[0]!).Select(enrollment => enrollment with { EntryKey = $"{enrollment.EntryKey}#{++entries}" })];
            return call();
        }).Plant(store);
    }

    private static IRetentionStore RememberCustomers(IRetentionStore store)
    {
        var known = new Dictionary<CustomerId, Customer>();
        return Bug.In<ICustomerStore>("FindAsync", (_, _, call) => AnswerAsync<IReadOnlyDictionary<CustomerId, Customer>>(call, found =>
            found.ToDictionary(entry => entry.Key, entry => known.TryGetValue(entry.Key, out var earlier) ? earlier : known[entry.Key] = entry.Value))).Plant(store);
    }

    private static async Task<T> AnswerAsync<T>(Func<object?> call, Func<T, T> change) => change(await (Task<T>)call()!);

    private static async Task<IWorkerRegistration> ImmortalAsync(Task<IWorkerRegistration> registered) => new Immortal(await registered);

    private static void Ignore(Func<Task> call)
    {
        try
        {
            _ = call();
        }
        catch (Exception problem) when (problem is ObjectDisposedException or InvalidOperationException)
        {
            // It had been committed, or had failed.
        }
    }

    private sealed class Immortal(IWorkerRegistration inner) : IWorkerRegistration
    {
        public long Worker => inner.Worker;

        public bool IsAlive => true;

        public Task WaitForWorkAsync(CancellationToken cancellationToken) => inner.WaitForWorkAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ForgetfulCaller(IVoucherIssuer inner) : IVoucherIssuer
    {
        private int _calls;

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) =>
            inner.IssueAsync(request with { IdempotencyKey = $"{request.IdempotencyKey}/{++_calls}" }, cancellationToken);
    }

    private sealed class ImpatientCaller(IMessageChannel inner) : IMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var first = await inner.SendAsync(message, cancellationToken);
            return first.Status == DeliveryStatus.Ambiguous ? await inner.SendAsync(message, cancellationToken) : first;
        }
    }

    private sealed class Optimist(IMessageChannel inner) : IMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var result = await inner.SendAsync(message, cancellationToken);
            return result.Status == DeliveryStatus.RetryLater ? DeliveryResult.Delivered : result;
        }
    }
}
