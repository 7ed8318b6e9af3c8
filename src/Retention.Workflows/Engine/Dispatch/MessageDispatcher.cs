using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Lets messages leave the outbox of a partition.</summary>
/// <remarks>
/// Read and rendered without a lock; then, a handful at a time, checked and marked as dispatching in one transaction, handed over
/// outside it, and their outcomes written in the transaction that marks the next handful. What is marked when the process dies is of
/// unknown fate; nothing else is.
/// </remarks>
internal sealed partial class MessageDispatcher(
    IRetentionStore store, EngineSettings settings, JourneyPrograms programs, MessageComposer composer, EventReactions reactions, TimeProvider time, ILogger<MessageDispatcher> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(28);

    /// <summary>By partition, outcomes that could not be written when the store failed; they are written before anything else leaves.</summary>
    private readonly ConcurrentDictionary<int, IReadOnlyList<Draft>> _unwritten = new();

    /// <summary>Works one batch off.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, long worker, CancellationToken cancellationToken)
    {
        var drafts = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (drafts.Count == 0)
            return false;

        await composer.ComposeAsync(drafts, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Draft> handedOver = [];
        foreach (var handful in drafts.Chunk(settings.Options.SendConcurrency))
        {
            var leaving = cancellationToken.IsCancellationRequested ? [] : handful;
            handedOver = await TurnOverAsync(partition, worker, handedOver, leaving).ConfigureAwait(false);
            if (leaving.Length == 0)
                break;
            await HandOverAsync(handedOver).ConfigureAwait(false);
        }

        if (handedOver.Count > 0)
            await TurnOverAsync(partition, worker, handedOver, []).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes the outcomes that could not be written when the store failed.</summary>
    internal async Task WriteLeftoversAsync(int partition, long worker)
    {
        if (_unwritten.TryRemove(partition, out var unwritten))
            await TurnOverAsync(partition, worker, unwritten, []).ConfigureAwait(false);
    }

    /// <summary>Decides about messages that a worker was handing over when it died.</summary>
    /// <returns>Whether there were any.</returns>
    internal async Task<bool> ResolveAbandonedAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var abandoned = await transaction.Outbox.ReadAbandonedAsync(settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
            if (abandoned.Count == 0)
                return false;
            var drafts = new List<Draft>(abandoned.Count);
            foreach (var message in abandoned)
            {
                var step = await StepOfAsync(message, cancellationToken).ConfigureAwait(false) ?? Unknown(message);
                drafts.Add(new Draft(message, step) { Result = IsIdempotent(message.Channel) ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            var batch = NewBatch(transaction);
            await KeepOutcomesAsync(batch, drafts, cancellationToken).ConfigureAwait(false);
            await FinishAsync(batch, cancellationToken).ConfigureAwait(false);
            LogAbandoned(abandoned.Count, partition);
            return true;
        }
    }

    private async Task<IReadOnlyList<Draft>> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = NewBatch(transaction);
            var due = await transaction.Outbox.ReadDueAsync(batch.Now, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
                return [];

            var customers = await batch.CustomersAsync([.. due.Select(message => message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
            var vouchers = await VouchersAsync(transaction, due, cancellationToken).ConfigureAwait(false);
            var steps = new List<(OutboxMessage Message, SendStep? Step)>(due.Count);
            foreach (var message in due)
                steps.Add((message, await StepOfAsync(message, cancellationToken).ConfigureAwait(false)));
            var bought = await BoughtAsync(batch, [.. steps.Where(entry => entry.Step?.Recommendations is not null).Select(entry => entry.Message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
            var carts = await DraftCarts.ReadAsync(batch, steps.Where(entry => settings.Templates.NeedsCart(entry.Message, entry.Step)).Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
            return
            [
                .. steps.Select(entry => new Draft(entry.Message, entry.Step ?? Unknown(entry.Message))
                {
                    Customer = customers.GetValueOrDefault(entry.Message.Customer),
                    Voucher = entry.Message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null,
                    Bought = bought.GetValueOrDefault(entry.Message.Customer) ?? [],
                    Cart = settings.Templates.NeedsCart(entry.Message, entry.Step) ? carts[entry.Message.Customer] : null,
                    ShowsCart = settings.Templates.Shows(entry.Message, entry.Step, "cart"),
                    ShowsStores = settings.Templates.Shows(entry.Message, entry.Step, "stores"),
                    Postponed = entry.Step is null ? Outcomes.UnreadableVersion : null,
                }),
            ];
        }
    }

    /// <summary>One transaction: writes how the last handful went, and marks the next one where the gate lets it through.</summary>
    private async Task<IReadOnlyList<Draft>> TurnOverAsync(int partition, long worker, IReadOnlyList<Draft> handedOver, IReadOnlyList<Draft> leaving)
    {
        try
        {
            // What was handed over must be written even while the host stops, so no token is passed on.
            var transaction = await store.BeginAsync(partition, CancellationToken.None).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var batch = NewBatch(transaction);
                await KeepOutcomesAsync(batch, handedOver, CancellationToken.None).ConfigureAwait(false);
                var marked = await MarkAsync(batch, worker, leaving).ConfigureAwait(false);
                await FinishAsync(batch, CancellationToken.None).ConfigureAwait(false);
                foreach (var draft in marked)
                    draft.MarkedAt = time.GetTimestamp();
                return marked;
            }
        }
        catch
        {
            // Whether the commit came through is not known. What it marked was not handed over, and is put back when the store answers again.
            foreach (var draft in leaving)
                draft.Result = DeliveryResult.RetryLater("store-failed", TimeSpan.Zero);
            IReadOnlyList<Draft> unwritten = [.. handedOver, .. leaving];
            _unwritten.AddOrUpdate(partition, unwritten, (_, earlier) => [.. earlier, .. unwritten]);
            throw;
        }
    }

    private async Task<IReadOnlyList<Draft>> MarkAsync(Batch batch, long worker, IReadOnlyList<Draft> leaving)
    {
        if (leaving.Count == 0)
            return [];
        var outbox = batch.Transaction.Outbox;
        var stored = await outbox.FindAsync([.. leaving.Select(draft => draft.Message.Id)]).ConfigureAwait(false);
        var enrollments = await batch.Transaction.Enrollments.FindAsync([.. leaving.Select(draft => draft.Message.Enrollment).Distinct()]).ConfigureAwait(false);
        var customers = await batch.CustomersAsync([.. leaving.Select(draft => draft.Message.Customer).Distinct()], CancellationToken.None).ConfigureAwait(false);
        var vouchers = await VouchersAsync(batch.Transaction, [.. leaving.Select(draft => draft.Message)], CancellationToken.None).ConfigureAwait(false);
        var carts = await DraftCarts.ReadAsync(batch, leaving, CancellationToken.None).ConfigureAwait(false);
        var marked = new List<Draft>(leaving.Count);
        var refused = new List<(OutboxMessage Message, string Reason)>();
        var postponed = new List<OutboxMessage>();
        foreach (var draft in leaving)
        {
            // Somebody else may have sent or withdrawn it while we rendered.
            if (stored.GetValueOrDefault(draft.Message.Id) is not { Status: MessageStatus.Queued } message || message.DueAt > batch.Now)
                continue;
            if (draft.HasChanged(carts))
                continue; // the cart is another one than when we rendered: the next round composes it anew
            var voucher = message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null;
            var refusal = DispatchGate.Refusal(message, draft.Step, enrollments.GetValueOrDefault(message.Enrollment), customers.GetValueOrDefault(message.Customer), voucher, batch.Now)
                ?? (settings.Channels.ContainsKey(message.Channel) ? null : Outcomes.NoChannel)
                ?? draft.Problem;
            if (refusal is null && draft.Postponed is { } reason)
            {
                draft.Message = message with { Attempt = message.Attempt + 1 };
                draft.Result = DeliveryResult.RetryLater(reason);
                postponed.Add(OutcomeOf(batch, draft));
                continue;
            }

            if (refusal is null && draft.Content is null)
                continue; // the customer was stored after it was read: the next round composes it
            if (refusal is not null)
            {
                refused.Add((message, refusal));
                continue;
            }

            draft.Address = customers[message.Customer].AddressOn(message.Channel);
            draft.Message = message with { Status = MessageStatus.Dispatching, DueAt = null, Worker = worker, Attempt = message.Attempt + 1 };
            marked.Add(draft);
        }

        await outbox.UpdateAsync([.. marked.Select(draft => draft.Message), .. postponed, .. refused.Select(entry => Decided(entry.Message, MessageStatus.Refused, batch.Now, entry.Reason))]).ConfigureAwait(false);
        foreach (var (message, reason) in refused)
            CountNotSent(batch, message, reason);
        await batch.RecordAsync([.. refused.Select(entry => EngineEvents.Of(entry.Message, EventNames.MessageRefused, batch.Now, entry.Reason))], CancellationToken.None).ConfigureAwait(false);
        return marked;
    }

    private async Task HandOverAsync(IReadOnlyList<Draft> drafts) =>
        await Task.WhenAll(drafts.Select(HandOverAsync)).ConfigureAwait(false);

    private async Task HandOverAsync(Draft draft)
    {
        var channel = settings.Channels[draft.Message.Channel];
        if (time.GetElapsedTime(draft.MarkedAt) > settings.Options.SendTimeout)
        {
            // The process stood still since it was allowed to leave; much may have happened, so it is asked again.
            draft.Result = DeliveryResult.RetryLater(Outcomes.Stalled, TimeSpan.Zero);
            return;
        }

        using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
        try
        {
            draft.Result = await channel.SendAsync(
                new OutgoingMessage
                {
                    IdempotencyKey = draft.Message.IdempotencyKey,
                    Channel = draft.Message.Channel,
                    Customer = draft.Message.Customer,
                    Address = draft.Address!,
                    Topic = draft.Step.Topic,
                    Content = draft.Content!,
                    SentAt = Instants.Normalize(time.GetUtcNow()),
                },
                limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A channel may throw anything; whatever it is, nobody knows whether the message left.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            draft.Result = DeliveryResult.Ambiguous(limit.IsCancellationRequested ? "timeout" : $"exception:{exception.GetType().Name}");
            LogChannelFailed(draft.Message.Id, draft.Message.Channel, exception.GetType().Name);
        }
    }

    private async Task KeepOutcomesAsync(Batch batch, IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
            return;
        var stored = await batch.Transaction.Outbox.FindAsync([.. drafts.Select(draft => draft.Message.Id)], cancellationToken).ConfigureAwait(false);
        drafts = [.. drafts.Where(draft => stored.GetValueOrDefault(draft.Message.Id) is { Status: MessageStatus.Dispatching } message
            && message.Worker == draft.Message.Worker && message.Attempt == draft.Message.Attempt)];
        var events = new List<CustomerEvent>(drafts.Count);
        var contacted = new HashSet<EnrollmentId>();
        var updates = new List<OutboxMessage>(drafts.Count);
        foreach (var draft in drafts)
        {
            var message = OutcomeOf(batch, draft);
            updates.Add(message);
            if (message.Status is MessageStatus.Sent or MessageStatus.AssumedSent)
            {
                events.Add(EngineEvents.Of(message, EventNames.MessageSent, batch.Now));
                contacted.Add(message.Enrollment);
            }
            else if (message.Status is MessageStatus.Rejected or MessageStatus.Dead)
            {
                events.Add(EngineEvents.Of(message, EventNames.MessageRefused, batch.Now, message.Reason));
            }
        }

        await batch.Transaction.Outbox.UpdateAsync(updates, cancellationToken).ConfigureAwait(false);
        var enrollments = await batch.Transaction.Enrollments.FindAsync(contacted, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.UpdateAsync(
            [.. enrollments.Values.Where(enrollment => enrollment.ContactedAt is null).Select(enrollment => enrollment with { ContactedAt = batch.Now })], cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync(events, cancellationToken).ConfigureAwait(false);
    }

    private OutboxMessage OutcomeOf(Batch batch, Draft draft)
    {
        var message = draft.Message;
        var result = draft.Result!;
        if (result.Status == DeliveryStatus.Ambiguous && IsIdempotent(message.Channel))
            result = DeliveryResult.RetryLater(result.Reason!); // the channel makes one of two, so nothing is ambiguous
        if (result.Status == DeliveryStatus.Ambiguous)
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Ambiguous, message.Channel.Name);
        switch (result.Status)
        {
            case DeliveryStatus.Delivered:
                batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Sent, message.Channel.Name);
                return Decided(message, MessageStatus.Sent, batch.Now, null);
            case DeliveryStatus.Rejected:
                CountNotSent(batch, message, result.Reason!);
                return Decided(message, MessageStatus.Rejected, batch.Now, result.Reason);
            case DeliveryStatus.Ambiguous when draft.Step.OnAmbiguous == AmbiguityPolicy.AssumeSent:
                batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Sent, message.Channel.Name);
                return Decided(message, MessageStatus.AssumedSent, batch.Now, result.Reason);
            case var _ when message.Attempt >= settings.Options.MaxAttempts:
                CountNotSent(batch, message, Outcomes.RetriesExhausted);
                return Decided(message, MessageStatus.Dead, batch.Now, result.Reason);
            default:
                return message with
                {
                    Status = MessageStatus.Queued,
                    Worker = null,
                    DueAt = batch.Now + (Sane(result.After) ?? Backoff.After(message.Attempt, message.IdempotencyKey, settings.Options)),
                    Reason = result.Reason,
                };
        }
    }

    /// <summary>What a provider asks to wait, within reason.</summary>
    private static TimeSpan? Sane(TimeSpan? after) =>
        after is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestWait.Ticks)) : null;

    private bool IsIdempotent(Channel name) => settings.Channels.TryGetValue(name, out var channel) && channel.IsIdempotent;

    private async Task FinishAsync(Batch batch, CancellationToken cancellationToken)
    {
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AddCountersAsync(batch.Counters.ToCounters(), cancellationToken).ConfigureAwait(false);
        await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<SendStep?> StepOfAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false);
        return program?.Find(message.Step)?.Step as SendStep;
    }

    private static async Task<IReadOnlyDictionary<string, Voucher>> VouchersAsync(IPartitionTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        string[] codes = [.. messages.Select(message => message.VoucherCode).OfType<string>().Distinct()];
        return codes.Length == 0 ? new Dictionary<string, Voucher>() : await transaction.Vouchers.FindAsync(codes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What customers bought, latest first, each product once.</summary>
    private static async Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<ProductId>>> BoughtAsync(Batch batch, IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken)
    {
        var orders = await batch.Transaction.Events.ReadAsync(
            [.. customers.Select(customer => new EventWindow(customer, EventNames.Purchase, DateTimeOffset.MinValue, batch.Now))], cancellationToken).ConfigureAwait(false);
        return customers.Select((customer, index) => (customer, index)).ToDictionary(
            pair => pair.customer,
            pair => (IReadOnlyList<ProductId>)[.. orders[pair.index].Reverse().SelectMany(order => order.Lines).Select(line => line.Product).Distinct()]);
    }

    private Batch NewBatch(IPartitionTransaction transaction) => new(transaction, settings, time);

    private static OutboxMessage Decided(OutboxMessage message, MessageStatus status, DateTimeOffset now, string? reason) =>
        message with { Status = status, DueAt = null, Worker = null, DecidedAt = now, Reason = reason };

    private static void CountNotSent(Batch batch, OutboxMessage message, string reason) =>
        batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.NotSent, $"{message.Channel}:{reason}");

    /// <summary>Stands for the step of a version that cannot be read here: the message waits for a process that can.</summary>
    private static SendStep Unknown(OutboxMessage message) => new() { Name = message.Step, Channel = message.Channel, Template = new TemplateName("unknown") };

    [LoggerMessage(3001, LogLevel.Warning, "Message {Message} over {Channel} is of unknown fate: {Exception}")]
    private partial void LogChannelFailed(MessageId message, Channel channel, string exception);

    [LoggerMessage(3002, LogLevel.Warning, "{Count} messages of partition {Partition} were being handed over when their worker died; each was resolved by its step's policy")]
    private partial void LogAbandoned(int count, int partition);
}
