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

    /// <summary>By partition, whether all that is abandoned there is of versions that cannot be read here.</summary>
    private readonly ConcurrentDictionary<int, bool> _leftAlone = new();

    /// <summary>Works one batch off.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        if (!worker.IsAlive)
            return true; // the next round finds it, with a new registration
        var drafts = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (drafts.Count == 0)
            return false;

        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
        await composer.ComposeAsync(drafts, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Draft> handedOver = [];
        foreach (var handful in drafts.Chunk(settings.Options.SendConcurrency))
        {
            var leaving = cancellationToken.IsCancellationRequested || !worker.IsAlive ? [] : handful;
            handedOver = await TurnOverAsync(partition, worker, handedOver, leaving).ConfigureAwait(false);
            if (leaving.Length == 0)
                break;
            await HandOverAsync(handedOver).ConfigureAwait(false);
        }

        if (handedOver.Count > 0)
            await TurnOverAsync(partition, null, handedOver, []).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Messages, drafts.Count, begun);
        return true;
    }

    /// <summary>Writes the outcomes that could not be written when the store failed.</summary>
    internal async Task WriteLeftoversAsync(int partition)
    {
        if (_unwritten.TryRemove(partition, out var unwritten))
            await TurnOverAsync(partition, null, unwritten, []).ConfigureAwait(false);
    }

    /// <summary>Writes all of them, as far as the store answers: the process is about to end.</summary>
    internal async Task WriteLeftoversAsync()
    {
        foreach (var partition in _unwritten.Keys)
            await WriteLeftoversAsync(partition).ConfigureAwait(false);
    }

    /// <summary>Whether what is abandoned in a partition waits for a process that can read its versions, so that it is no reason to hurry.</summary>
    internal bool LeavesAlone(int partition) => _leftAlone.GetValueOrDefault(partition);

    /// <summary>Decides about messages that a worker was handing over when it died; those of versions that cannot be read here are left to who knows their steps.</summary>
    /// <returns>Whether there were any.</returns>
    internal async Task<bool> ResolveAbandonedAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var abandoned = await transaction.Outbox.ReadAbandonedAsync(settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
            var drafts = new List<Draft>(abandoned.Count);
            foreach (var message in abandoned)
            {
                if (await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) is not { } step)
                    continue;
                drafts.Add(new Draft(message, step) { Result = settings.IsIdempotent(message.Channel) ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            _leftAlone[partition] = drafts.Count < abandoned.Count;
            if (drafts.Count == 0)
                return false;
            var batch = NewBatch(transaction);
            await outcomes.KeepAsync(batch, drafts, cancellationToken).ConfigureAwait(false);
            await FinishAsync(batch, reactedTo: 0, cancellationToken).ConfigureAwait(false);
            LogAbandoned(drafts.Count, partition);
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
            var carts = await batch.CartsAsync(steps.Where(entry => settings.Templates.NeedsCart(entry.Message, entry.Step)).Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
            var wishes = await DraftWishes.ReadAsync(batch, steps.Select(entry => (entry.Message, entry.Step?.Recommendations)), carts, cancellationToken).ConfigureAwait(false);
            return
            [
                .. steps.OrderByDescending(entry => entry.Priority).Select(entry => new Draft(entry.Message, entry.Step ?? Unknown(entry.Message))
                {
                    Customer = customers.GetValueOrDefault(entry.Message.Customer),
                    Voucher = entry.Message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null,
                    Wish = wishes.GetValueOrDefault(entry.Message.Id),
                    Cart = settings.Templates.NeedsCart(entry.Message, entry.Step) ? carts[entry.Message.Customer] : null,
                    ShowsCart = settings.Templates.Shows(entry.Message, entry.Step, "cart"),
                    ShowsStores = settings.Templates.Shows(entry.Message, entry.Step, "stores"),
                    Postponed = entry.Step is null ? Outcomes.UnreadableVersion : null,
                }),
            ];
        }
    }

    /// <summary>One transaction: writes how the last handful went, and marks the next one where the gate lets it through.</summary>
    private async Task<IReadOnlyList<Draft>> TurnOverAsync(int partition, IWorkerRegistration? worker, IReadOnlyList<Draft> handedOver, IReadOnlyList<Draft> leaving)
    {
        try
        {
            // What was handed over must be written even while the host stops, so no token is passed on.
            var transaction = await store.BeginAsync(partition, CancellationToken.None).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var (batch, asked) = (NewBatch(transaction), time.GetTimestamp());
                await outcomes.KeepAsync(batch, handedOver, CancellationToken.None).ConfigureAwait(false);
                // A bounce, an exit: what the last handful brought holds for the next one, so the gate is asked behind the reactions.
                await reactions.ReactAsync(batch, batch.Recorded, CancellationToken.None).ConfigureAwait(false);
                var reactedTo = batch.Recorded.Count;
                var marked = worker is null ? [] : await departure.MarkAsync(batch, worker, leaving, CancellationToken.None).ConfigureAwait(false);
                await FinishAsync(batch, reactedTo, CancellationToken.None).ConfigureAwait(false);
                foreach (var draft in marked)
                    draft.AskedAt = asked;
                return marked;
            }
        }
        catch
        {
            // Whether the commit came through is not known. What it marked was not handed over, and is put back when the store answers again.
            foreach (var draft in leaving)
                (draft.Result, draft.NeverLeft) = (DeliveryResult.RetryLater("store-failed", TimeSpan.Zero), true);
            IReadOnlyList<Draft> unwritten = [.. handedOver, .. leaving];
            _unwritten.AddOrUpdate(partition, unwritten, (_, earlier) => [.. earlier, .. unwritten]);
            throw;
        }
    }

    private async Task HandOverAsync(IReadOnlyList<Draft> drafts) =>
        await Task.WhenAll(drafts.Select(HandOverSafelyAsync)).ConfigureAwait(false);

    /// <summary>What is marked must have a result, whatever is thrown: it would stay in the hands of a living worker, where nobody looks for it.</summary>
    private async Task HandOverSafelyAsync(Draft draft)
    {
        try
        {
            await HandOverAsync(draft).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Such as a listener to traces or metrics that throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            draft.Result ??= DeliveryResult.Ambiguous($"exception:{exception.GetType().Name}");
            LogChannelFailed(draft.Message.Id, draft.Message.Channel, exception.GetType().Name);
        }
    }

    private async Task HandOverAsync(Draft draft)
    {
        var channel = settings.Channels[draft.Message.Channel];
        if (time.GetElapsedTime(draft.AskedAt) > settings.Options.SendTimeout)
        {
            // The process stood still since it was allowed to leave; much may have happened, so it is asked again.
            (draft.Result, draft.NeverLeft) = (DeliveryResult.RetryLater(Outcomes.Stalled, TimeSpan.Zero), true);
            return;
        }

        using var activity = EngineTelemetry.Start("retention.handover", draft.Message.Id.Partition, ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send").SetTag("retention.channel", draft.Message.Channel.Name)
            .SetTag("retention.journey", draft.Message.Journey.Value).SetTag("retention.step", draft.Message.Step);
        var begun = settings.Telemetry.Begin();
        // Asked to stop at the limit, a channel may still know what became of the message; one that does not even stop is left behind.
        using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
        using var patience = new CancellationTokenSource(settings.Options.SendTimeout + StoppingTime, time);
        draft.IsOfChannel = true;
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
                    ReportToken = ReportToken.For(settings.Options, draft.Message, draft.Address!),
                    SentAt = Instants.Normalize(time.GetUtcNow()),
                },
                limit.Token).WaitAsync(patience.Token).ConfigureAwait(false) ?? DeliveryResult.Ambiguous("no-answer");
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

    /// <summary>Reacts to what was recorded since, and commits.</summary>
    private async Task FinishAsync(Batch batch, int reactedTo, CancellationToken cancellationToken)
    {
        await reactions.ReactAsync(batch, [.. batch.Recorded.Skip(reactedTo)], cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyDictionary<string, Voucher>> VouchersAsync(IPartitionTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        string[] codes = [.. messages.Select(message => message.VoucherCode).OfType<string>().Distinct()];
        return codes.Length == 0 ? new Dictionary<string, Voucher>() : await transaction.Vouchers.FindAsync(codes, cancellationToken).ConfigureAwait(false);
    }

    private Batch NewBatch(IPartitionTransaction transaction) => new(transaction, settings, time);

    /// <summary>Stands for the step of a version that cannot be read here: the message waits for a process that can.</summary>
    private static SendStep Unknown(OutboxMessage message) => new() { Name = message.Step, Channel = message.Channel, Template = new TemplateName("unknown") };

    [LoggerMessage(3001, LogLevel.Warning, "Message {Message} over {Channel} is of unknown fate: {Exception}")]
    private partial void LogChannelFailed(MessageId message, Channel channel, string exception);

    [LoggerMessage(3002, LogLevel.Warning, "{Count} messages of partition {Partition} were being handed over when their worker died; each was resolved by its step's policy")]
    private partial void LogAbandoned(int count, int partition);
}
