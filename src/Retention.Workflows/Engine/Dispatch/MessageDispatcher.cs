using System.Collections.Concurrent;
using System.Diagnostics;
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
    IRetentionStore store, EngineSettings settings, Departure departure, OutcomeBook outcomes, Fallbacks fallbacks, MessageComposer composer, EventReactions reactions, TimeProvider time, ILogger<MessageDispatcher> logger)
{
    private static readonly TimeSpan StoppingTime = TimeSpan.FromSeconds(5);

    /// <summary>By partition, outcomes that could not be written when the store failed; they are written before anything else leaves.</summary>
    private readonly ConcurrentDictionary<int, IReadOnlyList<Draft>> _unwritten = new();

    /// <summary>Works one batch off.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, long worker, CancellationToken cancellationToken)
    {
        var drafts = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (drafts.Count == 0)
            return false;

        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
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
        settings.Telemetry.Batch(EngineTelemetry.Messages, drafts.Count, begun);
        return true;
    }

    /// <summary>Writes the outcomes that could not be written when the store failed.</summary>
    internal async Task WriteLeftoversAsync(int partition, long worker)
    {
        if (_unwritten.TryRemove(partition, out var unwritten))
            await TurnOverAsync(partition, worker, unwritten, []).ConfigureAwait(false);
    }

    /// <summary>Writes all of them, as far as the store answers: the process is about to end.</summary>
    internal async Task WriteLeftoversAsync(long worker)
    {
        foreach (var partition in _unwritten.Keys)
            await WriteLeftoversAsync(partition, worker).ConfigureAwait(false);
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
                var step = await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) ?? Unknown(message);
                drafts.Add(new Draft(message, step) { Result = settings.IsIdempotent(message.Channel) ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            var batch = NewBatch(transaction);
            await outcomes.KeepAsync(batch, drafts, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
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
            var steps = new List<(OutboxMessage Message, SendStep? Step, int Priority)>(due.Count);
            foreach (var message in due)
                steps.Add((message, await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false), await fallbacks.PriorityAsync(message, cancellationToken).ConfigureAwait(false)));
            var bought = await BoughtAsync(batch, [.. steps.Where(entry => entry.Step?.Recommendations is not null).Select(entry => entry.Message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
            var carts = await DraftCarts.ReadAsync(batch, steps.Where(entry => settings.Templates.NeedsCart(entry.Message, entry.Step)).Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
            return
            [
                .. steps.OrderByDescending(entry => entry.Priority).Select(entry => new Draft(entry.Message, entry.Step ?? Unknown(entry.Message))
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
                var (batch, asked) = (NewBatch(transaction), time.GetTimestamp());
                await outcomes.KeepAsync(batch, handedOver, CancellationToken.None).ConfigureAwait(false);
                // What an outcome leads to, an exit or a suppression, holds for what leaves in the same transaction.
                await reactions.ReactAsync(batch, batch.Recorded, CancellationToken.None).ConfigureAwait(false);
                var told = batch.Recorded.Count;
                var marked = await departure.MarkAsync(batch, worker, leaving, CancellationToken.None).ConfigureAwait(false);
                await reactions.ReactAsync(batch, [.. batch.Recorded.Skip(told)], CancellationToken.None).ConfigureAwait(false);
                await batch.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                foreach (var draft in marked)
                    draft.AskedAt = asked;
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

    private async Task HandOverAsync(IReadOnlyList<Draft> drafts) =>
        await Task.WhenAll(drafts.Select(HandOverAsync)).ConfigureAwait(false);

    private async Task HandOverAsync(Draft draft)
    {
        var channel = settings.Channels[draft.Message.Channel];
        if (time.GetElapsedTime(draft.AskedAt) > settings.Options.SendTimeout)
        {
            // The process or the store stood still since it was allowed to leave; quiet hours may have begun, so it is asked again.
            draft.Result = DeliveryResult.RetryLater(Outcomes.Stalled, TimeSpan.Zero);
            return;
        }

        using var activity = EngineTelemetry.Start("retention.handover", draft.Message.Id.Partition, ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send").SetTag("retention.channel", draft.Message.Channel.Name)
            .SetTag("retention.journey", draft.Message.Journey.Value).SetTag("retention.step", draft.Message.Step);
        var begun = settings.Telemetry.Begin();
        // Asked to stop at the limit, a channel may still know what became of the message; one that does not even stop is left behind.
        using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
        using var patience = new CancellationTokenSource(settings.Options.SendTimeout + StoppingTime, time);
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
                    UnsubscribeUrl = UnsubscribeLinks.For(settings.Options, draft.Message, draft.Step.Topic),
                    SentAt = Instants.Normalize(time.GetUtcNow()),
                },
                limit.Token).WaitAsync(patience.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A channel may throw anything; whatever it is, nobody knows whether the message left.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            draft.Result = DeliveryResult.Ambiguous(limit.IsCancellationRequested ? "timeout" : $"exception:{exception.GetType().Name}");
            EngineTelemetry.Fail(activity, exception);
            LogChannelFailed(draft.Message.Id, draft.Message.Channel, exception.GetType().Name);
        }

        activity?.SetTag("retention.result", KebabName.Of(draft.Result.Status));
        settings.Telemetry.HandedOver(draft.Message.Channel, draft.Result.Status, begun);
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

    /// <summary>Stands for the step of a version that cannot be read here: the message waits for a process that can.</summary>
    private static SendStep Unknown(OutboxMessage message) => new() { Name = message.Step, Channel = message.Channel, Template = new TemplateName("unknown") };

    [LoggerMessage(3001, LogLevel.Warning, "Message {Message} over {Channel} is of unknown fate: {Exception}")]
    private partial void LogChannelFailed(MessageId message, Channel channel, string exception);

    [LoggerMessage(3002, LogLevel.Warning, "{Count} messages of partition {Partition} were being handed over when their worker died; each was resolved by its step's policy")]
    private partial void LogAbandoned(int count, int partition);
}
