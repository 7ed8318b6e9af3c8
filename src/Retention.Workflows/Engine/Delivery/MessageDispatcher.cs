using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Lets messages leave the outbox of a partition.</summary>
/// <remarks>
/// Read and rendered without a lock; then, a handful at a time, checked and marked as dispatching in one transaction, handed over
/// outside it, and their outcomes written in the transaction that marks the next handful. What is marked when the process dies is of
/// unknown fate; nothing else is.
/// </remarks>
internal sealed partial class MessageDispatcher(
    IRetentionStore store, EngineSettings settings, OutboxClaimer departure, SendResultRecorder outcomes, Fallbacks fallbacks, MessageComposer composer, EventReactions reactions, TimeProvider time, ILogger<MessageDispatcher> logger)
{
    private static readonly TimeSpan StoppingTime = TimeSpan.FromSeconds(5);

    /// <summary>By partition, outcomes that could not be written when the store failed; they are written before anything else leaves.</summary>
    private readonly ConcurrentDictionary<int, IReadOnlyList<PendingSend>> _unwritten = new();

    /// <summary>By partition, whether all that is abandoned there is of versions that cannot be read here.</summary>
    private readonly ConcurrentDictionary<int, bool> _leftAlone = new();

    /// <summary>Works one batch off.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        if (!worker.IsAlive)
            return true; // the next round finds it, with a new registration
        var pendingSends = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (pendingSends.Count == 0)
            return false;

        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
        await composer.ComposeAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PendingSend> handedOver = [];
        foreach (var handful in pendingSends.Chunk(settings.Options.SendConcurrency))
        {
            var leaving = cancellationToken.IsCancellationRequested || !worker.IsAlive ? [] : handful;
            handedOver = await CommitResultsAndClaimNextAsync(partition, worker, handedOver, leaving).ConfigureAwait(false);
            if (leaving.Length == 0)
                break;
            await HandOverAsync(handedOver).ConfigureAwait(false);
        }

        if (handedOver.Count > 0)
            await CommitResultsAndClaimNextAsync(partition, null, handedOver, []).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Messages, pendingSends.Count, begun);
        return true;
    }

    /// <summary>Writes the outcomes that could not be written when the store failed.</summary>
    internal async Task SaveUnsavedResultsAsync(int partition)
    {
        if (_unwritten.TryRemove(partition, out var unwritten))
            await CommitResultsAndClaimNextAsync(partition, null, unwritten, []).ConfigureAwait(false);
    }

    /// <summary>Writes all of them, as far as the store answers: the process is about to end.</summary>
    internal async Task SaveUnsavedResultsAsync()
    {
        foreach (var partition in _unwritten.Keys)
            await SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
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
            var pendingSends = new List<PendingSend>(abandoned.Count);
            foreach (var message in abandoned)
            {
                if (await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) is not { } step)
                    continue;
                pendingSends.Add(new PendingSend(message, step) { Result = settings.IsIdempotent(message.Channel) ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            _leftAlone[partition] = pendingSends.Count < abandoned.Count;
            if (pendingSends.Count == 0)
                return false;
            var batch = NewBatch(transaction);
            await outcomes.KeepAsync(batch, pendingSends, cancellationToken).ConfigureAwait(false);
            await FinishAsync(batch, reactedTo: 0, cancellationToken).ConfigureAwait(false);
            LogAbandoned(pendingSends.Count, partition);
            return true;
        }
    }

    private async Task<IReadOnlyList<PendingSend>> ReadAsync(int partition, CancellationToken cancellationToken)
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
            var queries = await RecommendationQueries.ReadAsync(batch, steps.Select(entry => (entry.Message, entry.Step?.Recommendations)), carts, cancellationToken).ConfigureAwait(false);
            return
            [
                .. steps.OrderByDescending(entry => entry.Priority).Select(entry => new PendingSend(entry.Message, entry.Step ?? Unknown(entry.Message))
                {
                    Customer = customers.GetValueOrDefault(entry.Message.Customer),
                    Voucher = entry.Message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null,
                    Wish = queries.GetValueOrDefault(entry.Message.Id),
                    Cart = settings.Templates.NeedsCart(entry.Message, entry.Step) ? carts[entry.Message.Customer] : null,
                    ShowsCart = settings.Templates.Shows(entry.Message, entry.Step, "cart"),
                    ShowsStores = settings.Templates.Shows(entry.Message, entry.Step, "stores"),
                    Postponed = entry.Step is null ? Outcomes.UnreadableVersion : null,
                }),
            ];
        }
    }

    /// <summary>One transaction: writes how the last handful went, and marks the next one where the gate lets it through.</summary>
    private async Task<IReadOnlyList<PendingSend>> CommitResultsAndClaimNextAsync(int partition, IWorkerRegistration? worker, IReadOnlyList<PendingSend> handedOver, IReadOnlyList<PendingSend> leaving)
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
                foreach (var pending in marked)
                    pending.AskedAt = asked;
                return marked;
            }
        }
        catch
        {
            // Whether the commit came through is not known. What it marked was not handed over, and is put back when the store answers again.
            foreach (var pending in leaving)
                (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater("store-failed", TimeSpan.Zero), true);
            IReadOnlyList<PendingSend> unwritten = [.. handedOver, .. leaving];
            _unwritten.AddOrUpdate(partition, unwritten, (_, earlier) => [.. earlier, .. unwritten]);
            throw;
        }
    }

    private async Task HandOverAsync(IReadOnlyList<PendingSend> pendingSends) =>
        await Task.WhenAll(pendingSends.Select(HandOverSafelyAsync)).ConfigureAwait(false);

    /// <summary>What is marked must have a result, whatever is thrown: it would stay in the hands of a living worker, where nobody looks for it.</summary>
    private async Task HandOverSafelyAsync(PendingSend pending)
    {
        try
        {
            await HandOverAsync(pending).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Such as a listener to traces or metrics that throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pending.Result ??= DeliveryResult.Ambiguous($"exception:{exception.GetType().Name}");
            LogChannelFailed(pending.Message.Id, pending.Message.Channel, exception.GetType().Name);
        }
    }

    private async Task HandOverAsync(PendingSend pending)
    {
        var channel = settings.Channels[pending.Message.Channel];
        if (time.GetElapsedTime(pending.AskedAt) > settings.Options.SendTimeout)
        {
            // The process stood still since it was allowed to leave; much may have happened, so it is asked again.
            (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater(Outcomes.Stalled, TimeSpan.Zero), true);
            return;
        }

        using var activity = EngineTelemetry.Start("retention.handover", pending.Message.Id.Partition, ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send").SetTag("retention.channel", pending.Message.Channel.Name)
            .SetTag("retention.journey", pending.Message.Journey.Value).SetTag("retention.step", pending.Message.Step);
        var begun = settings.Telemetry.Begin();
        // Asked to stop at the limit, a channel may still know what became of the message; one that does not even stop is left behind.
        using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
        using var patience = new CancellationTokenSource(settings.Options.SendTimeout + StoppingTime, time);
        pending.IsOfChannel = true;
        try
        {
            pending.Result = await channel.SendAsync(
                new OutgoingMessage
                {
                    IdempotencyKey = pending.Message.IdempotencyKey,
                    Channel = pending.Message.Channel,
                    Customer = pending.Message.Customer,
                    Address = pending.Address!,
                    Topic = pending.Step.Topic,
                    Content = pending.Content!,
                    UnsubscribeUrl = UnsubscribeLinks.For(settings.Options, pending.Message, pending.Step.Topic),
                    ReportToken = ReportToken.For(settings.Options, pending.Message, pending.Address!),
                    SentAt = Instants.Normalize(time.GetUtcNow()),
                },
                limit.Token).WaitAsync(patience.Token).ConfigureAwait(false) ?? DeliveryResult.Ambiguous("no-answer");
        }
#pragma warning disable CA1031 // A channel may throw anything; whatever it is, nobody knows whether the message left.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pending.Result = DeliveryResult.Ambiguous(limit.IsCancellationRequested ? "timeout" : $"exception:{exception.GetType().Name}");
            EngineTelemetry.Fail(activity, exception);
            LogChannelFailed(pending.Message.Id, pending.Message.Channel, exception.GetType().Name);
        }

        activity?.SetTag("retention.result", KebabName.Of(pending.Result.Status));
        settings.Telemetry.HandedOver(pending.Message.Channel, pending.Result.Status, begun);
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
