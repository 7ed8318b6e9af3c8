using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Tests.Engine.Simulation.BrokenStores;

namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>Bugs of an engine or its store, and the kinds of violations that the simulation may report for them.</summary>
internal static class PlantedBugs
{
    internal static Dictionary<string, (Func<PlantedBug> Plant, string[] Kinds)> All { get; } = new()
    {
        ["reads are answered from before the lock was taken"] = (() => new PlantedBug { Store = ReadBeforeTheLock }, ["messages", "marks",
            "outcomes"]),
        ["messages are marked after the hand-over"] = (() => new PlantedBug { Store = MarkInMemoryOnly }, ["marks"]),
        ["outcomes are lost"] = (() =>
            OnUpdatedMessages(messages => messages.Where(message => message.Status != MessageStatus.Sent)), ["outcomes"]),
        ["what living workers hand over counts as abandoned"] = (() => new PlantedBug { Store = TakeAllForAbandoned }, ["outcomes"]),
        ["what dead workers handed over is never found"] = (() => new PlantedBug { Store = FindNothingAbandoned }, ["messages"]),
        ["dead workers count as living"] = (() => new PlantedBug
        {
            Store = Bug.In<IRetentionStore>(
                nameof(IRetentionStore.RegisterWorkerAsync), (_, _, call) => ImmortalAsync((Task<IWorkerRegistration>)call()!)).Plant,
        }, ["messages"]),
        ["what was not committed is kept"] = (() => new PlantedBug
        {
            Beneath = Bug.In<IPartitionTransaction>(nameof(IPartitionTransaction.DisposeAsync), (inner, _, call) =>
            {
                Ignore(() => ((IPartitionTransaction)inner).CommitAsync(TestContext.Current.CancellationToken));
                return call();
            }).Plant,
        }, ["history", "counters", "records", "messages", "vouchers", "statuses"]),
        ["a commit says that it kept everything and keeps nothing"] = (() => new PlantedBug { Store = LoseEachEleventhCommit }, ["lost",
            "marks", "outcomes", "answers"]),
        ["an event that is there already is answered as stored"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, _, call) => AnswerAsync<IReadOnlyList<AppendOutcome>>(call,
                outcomes => [.. outcomes.Select(outcome => outcome == AppendOutcome.Duplicate ? AppendOutcome.Stored : outcome)])).Plant,
        }, ["answers"]),
        ["a conflict is taken for a duplicate"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, _, call) => AnswerAsync<IReadOnlyList<AppendOutcome>>(call,
                outcomes => [.. outcomes.Select(outcome => outcome == AppendOutcome.Conflict ? AppendOutcome.Duplicate : outcome)])).Plant,
        }, ["answers"]),
        ["the issuer's idempotency key changes with each call"] = (() =>
            new PlantedBug { Issuer = issuer => new KeyChangingIssuer(issuer) }, ["vouchers"]),
        ["what is not due yet is read as due"] = (() => new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.ReadDueAsync), (_, arguments, call) =>
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
            Store = Bug.In<ISweepStore>(nameof(ISweepStore.SaveAsync), (_, arguments, call) =>
            {
                arguments[0] = (SweepState)arguments[0]! with { Position = null, Finished = true };
                return call();
            }).Plant,
        }, ["schedule"]),
        ["the unique entry key is not enforced"] = (() => new PlantedBug { Store = LetInTwice }, ["answers"]),
        ["history is written twice"] = (() => OnRows<IEnrollmentStore, HistoryEntry>(
            nameof(IEnrollmentStore.AppendHistoryAsync), entries => entries.Concat(entries)), ["history"]),
        ["history is not written"] = (() =>
            OnRows<IEnrollmentStore, HistoryEntry>(nameof(IEnrollmentStore.AppendHistoryAsync), _ => []), ["history"]),
        ["counters count twice"] = (() => OnRows<IEnrollmentStore, JourneyCounter>(
            nameof(IEnrollmentStore.AddCountersAsync), counters => counters.Concat(counters)), ["counters"]),
        ["a withdrawn message comes back"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message.Status == MessageStatus.Withdrawn
                ? message with { Status = MessageStatus.Queued, DueAt = message.DecidedAt, DecidedAt = null } : message)), ["exits"]),
        ["a refusal leaves no event"] = (() =>
            OnRows<IEventLog, CustomerEvent>(nameof(IEventLog.AppendAsync), events => events.Select(@event =>
                @event.Name == EventNames.MessageRefused ? @event with { Id = $"{@event.Id}-elsewhere" } : @event)), ["events"]),
        ["a purchase does not reach the goal"] = (() => OnRows<IEnrollmentStore, Enrollment>(nameof(IEnrollmentStore.UpdateAsync),
            enrollments => enrollments.Select(enrollment => enrollment with { ConvertedAt = null })), ["goals"]),
        ["an enrollment that ended goes on"] = (() =>
            OnRows<IEnrollmentStore, Enrollment>(nameof(IEnrollmentStore.UpdateAsync), enrollments => enrollments.Select(enrollment =>
                enrollment.Outcome == "opened" ? enrollment with { Status = EnrollmentStatus.Waiting, DueAt = enrollment.EndedAt,
                    EndedAt = null, Outcome = null } : enrollment)), ["history", "progress", "stuck"]),
        ["a redemption is forgotten"] = (() => OnRows<IVoucherStore, Voucher>(nameof(IVoucherStore.UpdateAsync),
            vouchers => vouchers.Select(voucher => voucher with { RedeemedAt = null, RedeemedBy = null })), ["lost", "answers"]),
        ["a message goes to the first of several addresses only"] = (() => new PlantedBug
        {
            Store = Bug.In<ICustomerStore>(nameof(ICustomerStore.FindAsync), (_, _, call) => AnswerAsync<IReadOnlyDictionary<CustomerId,
                Customer>>(call, found => found.ToDictionary(
                    entry => entry.Key, entry => entry.Value with { PushTokens = [.. entry.Value.PushTokens.Take(1)] }))).Plant,
        }, ["addresses"]),
        ["a call hands over more messages than the channel takes"] = (() =>
            new PlantedBug { Channel = channel => channel is IBatchMessageChannel batches ? new BoastfulChannel(batches) : channel },
            ["calls"]),
        ["the answers of a call are given to the wrong messages"] = (() =>
            new PlantedBug { Channel = channel => channel is IBatchMessageChannel batches ? new MisreadChannel(batches) : channel },
            ["outcomes", "deliveries"]),
        ["a channel is tried twice in one go"] = (() => new PlantedBug { Channel = channel => new ResendingChannel(channel) }, ["marks"]),
        ["a failed hand-over counts as sent"] = (() => new PlantedBug { Channel = channel => new AlwaysDeliveredChannel(channel) }, ["deliveries"]),
        ["caps are checked when messages are read and not when they are marked"] = (() => new PlantedBug { Store = CountEarly }, ["gate"]),
        ["what is being handed over takes no place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(
                nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(
                    call, messages => [.. messages.Where(message => message.Status != MessageStatus.Dispatching)])).Plant,
        }, ["gate"]),
        ["what will be tried again takes no place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(
                nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(
                    call, messages => [.. messages.Select(message => message with { Attempt = 0 })])).Plant,
        }, ["gate"]),
        ["a hand-over that failed for good keeps its place under a cap"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(nameof(IOutboxStore.ReadByEnrollmentAsync),
                (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages => [.. messages.Select(message =>
                    message.Status is MessageStatus.Rejected or MessageStatus.Dead
                        ? message with { Status = MessageStatus.Dispatching } : message)])).Plant,
        }, ["refusals"]),
        ["a cap counts what was sent twice"] = (() => new PlantedBug { Store = OnSent(sent => sent.Concat(sent)).Plant }, ["refusals"]),
        ["quiet hours go by the shop's clock"] = (() => new PlantedBug
        {
            Store = Bug.In<ICustomerStore>(nameof(ICustomerStore.FindAsync), (_, _, call) => AnswerAsync<IReadOnlyDictionary<CustomerId,
                Customer>>(call, found => found.ToDictionary(entry => entry.Key, entry => entry.Value with { TimeZone = null }))).Plant,
        }, ["quiet"]),
        ["a message is put off for longer than its step says"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message is { Status: MessageStatus.Queued, Reason: "capped" }
                ? message with { DueAt = message.DueAt!.Value.AddDays(3) } : message)), ["delays"]),
        ["suppressions are asked for when a message is queued"] = (() => new PlantedBug { Store = AskForSuppressionsEarly }, ["gate"]),
        ["suppressions are not kept"] = (() => new PlantedBug { Store = Bug.In<ISuppressionStore>(
            nameof(ISuppressionStore.SaveAsync), (_, _, _) => Task.CompletedTask).Plant }, ["gate"]),
        ["an exit does not withdraw what is queued"] = (() =>
            OnUpdatedMessages(messages => messages.Where(message => message.Status != MessageStatus.Withdrawn)), ["exits"]),
        ["a message handed over before the exit does not say so"] = (() => OnUpdatedMessages(messages => messages.Select(message =>
            message.Reason == "exited-after-hand-over" ? message with { Reason = null } : message)), ["exits"]),
        ["exit rules are not looked at"] = (() => new PlantedBug { Journey = journey => journey with { ExitRules = [] } }, ["exits"]),
        ["an event that enrolls finds the door closed"] = (() => OnRows<IEnrollmentStore, Enrollment>(nameof(IEnrollmentStore.AddAsync),
            enrollments => enrollments.Where(enrollment => enrollment.Journey != FaultJourneys.LeftCartName)), ["triggers"]),
        ["a wait for silence is not begun anew"] = (() => OnEvents(EventNames.CartItemAdded, _ => []), ["waits"]),
        ["an event from before a wait began ends it"] = (() => new PlantedBug
        {
            Store = Bug.In<IEventLog>(nameof(IEventLog.ReadAsync), (_, arguments, call) =>
            {
                arguments[0] = (IReadOnlyList<EventWindow>)[.. ((IReadOnlyList<EventWindow>)arguments[0]!)
                    .Select(window => window.Name == FaultJourneys.Review ? window with { After = DateTimeOffset.MinValue } : window)];
                return call();
            }).Plant,
        }, ["waits"]),
        ["nobody is woken by what they wait for"] = (() => new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>(
                nameof(IEnrollmentStore.ReadByCustomerAsync), (_, _, call) => AnswerAsync<IReadOnlyList<Enrollment>>(
                    call, enrollments => [.. enrollments.Where(enrollment => enrollment.Step != "review")])).Plant,
        }, ["waits"]),
        ["another channel is tried although the first one delivered"] = (() => new PlantedBug { Store = TryAnotherAnyway }, ["fallbacks"]),
        ["no other channel is tried"] = (() => OnRows<IOutboxStore, OutboxMessage>(
            nameof(IOutboxStore.AddAsync), messages => messages.Where(message => message.Choice == 0)), ["fallbacks"]),
        ["priorities are not looked at"] = (() => new PlantedBug { Journey = journey => journey with { Priority = 0 } }, ["priorities"]),
        ["a pause is not kept"] = (() => new PlantedBug { Beneath = Bug.In<IPauseStore>(
            nameof(IPauseStore.SaveAsync), (_, _, _) => Task.CompletedTask).Plant }, ["paused"]),
        ["pauses are answered from a cache"] = (() => new PlantedBug { Store = RememberPauses }, ["paused"]),
        ["a pause is only asked for when messages are read"] = (() => new PlantedBug { Store = AskForPausesEarly }, ["paused"]),
        ["what is held back is lost"] = (() => new PlantedBug
        {
            Store = Bug.In<IEnrollmentStore>(
                nameof(IEnrollmentStore.ReadHeldAsync), (_, _, _) => Task.FromResult<IReadOnlyList<Enrollment>>([])).Plant,
        }, ["stuck", "statuses", "progress"]),
        ["messages that are held back are lost"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(
                nameof(IOutboxStore.ReadHeldAsync), (_, _, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>([])).Plant,
        }, ["messages"]),
        ["an erasure is answered and not done"] = (() => new PlantedBug { Beneath = Bug.In<IMaintenanceStore>(
            nameof(IMaintenanceStore.EraseAsync), (_, _, _) => Task.FromResult(default(ErasedRows))).Plant }, ["erased"]),
        ["who was erased is not remembered"] = (() => new PlantedBug
        {
            Store = Bug.In<ISuppressionStore>(nameof(ISuppressionStore.FindAsync), (_, _, call) =>
                AnswerAsync<IReadOnlyList<Suppression>>(call, found => [.. found.Where(entry => entry.Reason != "erased")])).Plant,
        }, ["erased"]),
        ["an erased customer is stored again from memory"] = (() => new PlantedBug { Store = RememberTheErased }, ["erased"]),
    };

    private static PlantedBug OnUpdatedMessages(Func<IEnumerable<OutboxMessage>, IEnumerable<OutboxMessage>> change) =>
        OnRows<IOutboxStore, OutboxMessage>(nameof(IOutboxStore.UpdateAsync), change);

    /// <summary>Changes the rows that are written.</summary>
    private static PlantedBug OnRows<TRole, TRow>(string method, Func<IEnumerable<TRow>, IEnumerable<TRow>> change) => new()
    {
        Store = Bug.In<TRole>(method, (_, arguments, call) =>
        {
            arguments[0] = (IReadOnlyList<TRow>)[.. change((IReadOnlyList<TRow>)arguments[0]!)];
            return call();
        }).Plant,
    };

    /// <summary>Changes the events of one name that are read, in calls that read only that name.</summary>
    private static PlantedBug OnEvents(EventName name, Func<IEnumerable<CustomerEvent>, IEnumerable<CustomerEvent>> change) => new()
    {
        Store = Bug.In<IEventLog>(nameof(IEventLog.ReadAsync),
            (_, arguments, call) => ((IReadOnlyList<EventWindow>)arguments[0]!).All(window => window.Name == name)
                ? AnswerAsync<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(
                    call, read => [.. read.Select(events => (IReadOnlyList<CustomerEvent>)[.. change(events)])])
                : call()).Plant,
    };

    private sealed class KeyChangingIssuer(IVoucherIssuer inner) : IVoucherIssuer
    {
        private int _calls;

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) =>
            inner.IssueAsync(request with { IdempotencyKey = $"{request.IdempotencyKey}/{++_calls}" }, cancellationToken);
    }

    private sealed class ResendingChannel(IMessageChannel inner) : IMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var first = await inner.SendAsync(message, cancellationToken);
            return first.Status == DeliveryStatus.Ambiguous ? await inner.SendAsync(message, cancellationToken) : first;
        }
    }

    private sealed class AlwaysDeliveredChannel(IMessageChannel inner) : IMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var result = await inner.SendAsync(message, cancellationToken);
            return result.Status == DeliveryStatus.RetryLater ? DeliveryResult.Delivered : result;
        }
    }

    /// <summary>Says that it takes one more message in a call than it does.</summary>
    private sealed class BoastfulChannel(IBatchMessageChannel inner) : IBatchMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public int MaxBatchSize => inner.MaxBatchSize + 1;

        public Task<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
            inner.SendAsync(messages, cancellationToken);
    }

    private sealed class MisreadChannel(IBatchMessageChannel inner) : IBatchMessageChannel
    {
        public Channel Channel => inner.Channel;

        public bool IsIdempotent => inner.IsIdempotent;

        public int MaxBatchSize => inner.MaxBatchSize;

        public async Task<IReadOnlyList<DeliveryResult>> SendAsync(
            IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
            [.. (await inner.SendAsync(messages, cancellationToken)).Reverse()];
    }
}
