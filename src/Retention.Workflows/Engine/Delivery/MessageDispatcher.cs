using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Sends the messages in the outbox of a partition.</summary>
/// <remarks>
/// Messages are read and rendered without a lock, then processed in chunks. One transaction checks a chunk and marks it as dispatching. The
/// chunk is sent outside the transaction, and the transaction that marks the next chunk stores the results. Only messages that are marked
/// when the process dies are in doubt.
/// </remarks>
internal sealed partial class MessageDispatcher(
    IRetentionStore store, EngineSettings settings, OutboxClaimer claimer, SendResultRecorder recorder, Fallbacks fallbacks,
    MessageComposer composer, AttachmentLoader attachments, EventReactions reactions, ChannelRateLimiter rateLimiter, TimeProvider time,
    ILogger<MessageDispatcher> logger)
{
    private static readonly TimeSpan StoppingTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Results by partition that could not be stored because the store failed. They are stored before anything else is sent.
    /// </summary>
    private readonly ConcurrentDictionary<int, IReadOnlyList<PendingSend>> _unsaved = new();

    /// <summary>By partition: true if all its abandoned messages have versions that this process cannot read.</summary>
    private readonly ConcurrentDictionary<int, bool> _unreadableOnly = new();

    /// <summary>Journeys that this host does not register. Each is logged once per process.</summary>
    private readonly ConcurrentDictionary<JourneyName, bool> _left = new();

    /// <summary>Sends one batch.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        if (!worker.IsAlive)
            return true; // the next cycle finds it, with a new registration
        var (pendingSends, heldAny) = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (pendingSends.Count == 0)
            return heldAny;

        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
        await composer.ComposeAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PendingSend> sent = [];
        foreach (var chunk in Chunks(pendingSends))
        {
            if (sent.Count > 0 && attachments.AsksHost(chunk)) // results do not wait for the host
                sent = await CommitResultsAndClaimNextAsync(partition, worker, sent, []).ConfigureAwait(false);
            await attachments.LoadAsync(chunk, cancellationToken).ConfigureAwait(false);
            var next = cancellationToken.IsCancellationRequested || !worker.IsAlive ? [] : chunk;
            sent = await CommitResultsAndClaimNextAsync(partition, worker, sent, next).ConfigureAwait(false);
            if (next.Length == 0)
                break;
            await SendAsync(sent).ConfigureAwait(false);
            foreach (var pending in chunk)
                pending.Attachments = [];
        }

        if (sent.Count > 0)
            await CommitResultsAndClaimNextAsync(partition, null, sent, []).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Messages, pendingSends.Count, begun);
        return true;
    }

    /// <summary>
    /// The messages that are marked together: no more than their channels hand over at the same time, since a marked message that waits would
    /// be in doubt without need.
    /// </summary>
    private IEnumerable<PendingSend[]> Chunks(IReadOnlyList<PendingSend> pendingSends)
    {
        var chunk = new List<PendingSend>();
        foreach (var pending in pendingSends)
        {
            var channel = pending.Message.Channel;
            var limit = Math.Max(1, settings.Channels.GetValueOrDefault(channel)?.MaxConcurrency ?? int.MaxValue);
            if (chunk.Count == settings.Options.Delivery.SendConcurrency || chunk.Count(other => other.Message.Channel == channel) >= limit)
            {
                yield return [.. chunk];
                chunk.Clear();
            }

            chunk.Add(pending);
        }

        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    /// <summary>Stores the results that could not be stored when the store failed.</summary>
    internal async Task SaveUnsavedResultsAsync(int partition)
    {
        if (_unsaved.TryRemove(partition, out var unsaved))
            await CommitResultsAndClaimNextAsync(partition, null, unsaved, []).ConfigureAwait(false);
    }

    /// <summary>Stores all unsaved results, as far as the store answers. Called when the process is about to end.</summary>
    internal async Task SaveUnsavedResultsAsync()
    {
        foreach (var partition in _unsaved.Keys)
            await SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
    }

    /// <summary>
    /// True if the abandoned messages of a partition wait for a process that can read their versions, so that they are not urgent here.
    /// </summary>
    internal bool HasOnlyUnreadable(int partition) => _unreadableOnly.GetValueOrDefault(partition);

    /// <summary>
    /// Decides about messages that a worker was sending when it died. Messages of versions that this process cannot read are left to
    /// processes that can.
    /// </summary>
    /// <returns>True if there were any.</returns>
    internal async Task<bool> ResolveAbandonedAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var abandoned =
                await transaction.Outbox.ReadAbandonedAsync(settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false);
            var pendingSends = new List<PendingSend>(abandoned.Count);
            foreach (var message in abandoned)
            {
                if (await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) is not { } step)
                    continue;
                pendingSends.Add(new PendingSend(message, step) { Result = settings.IsIdempotent(message.Channel)
                    ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            _unreadableOnly[partition] = pendingSends.Count < abandoned.Count;
            if (pendingSends.Count == 0)
                return false;
            var batch = NewBatch(transaction);
            await recorder.SaveAsync(batch, pendingSends, cancellationToken).ConfigureAwait(false);
            await FinishAsync(batch, reactedTo: 0, cancellationToken).ConfigureAwait(false);
            LogAbandoned(pendingSends.Count, partition);
            return true;
        }
    }

    private async Task<(IReadOnlyList<PendingSend> Sends, bool HeldAny)> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = NewBatch(transaction);
            var due = await transaction.Outbox.ReadDueAsync(
                batch.Now, settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
                return ([], false);
            var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
            var aside = new List<OutboxMessage>();
            foreach (var message in due)
            {
                if (paused.Contains(message.Journey))
                    aside.Add(message with { IsHeld = true, BlockedSince = null, Reason = RefusalReasons.Paused });
                else if (!await fallbacks.IsRegisteredAsync(message, cancellationToken).ConfigureAwait(false))
                    aside.Add(LeaveToOthers(batch, message));
                else if (HeldByOutage(batch, message) is { } held)
                    aside.Add(held);
            }

            if (aside.Count > 0)
            {
                await transaction.Outbox.UpdateAsync(aside, cancellationToken).ConfigureAwait(false);
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
                return ([], true);
            }

            var customers = await batch.CustomersAsync(
                [.. due.Select(message => message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
            var vouchers = await VouchersAsync(transaction, due, cancellationToken).ConfigureAwait(false);
            var steps = new List<(OutboxMessage Message, SendStep? Step, int Priority)>(due.Count);
            foreach (var message in due)
                steps.Add((message, await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false),
                    await fallbacks.PriorityAsync(message, cancellationToken).ConfigureAwait(false)));
            var carts = await batch.CartsAsync(steps.Where(entry => settings.Templates.NeedsCart(entry.Message, entry.Step))
                .Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
            var queries = await RecommendationQueries.ReadAsync(
                batch, steps.Select(entry => (entry.Message, entry.Step?.Recommendations)), carts, cancellationToken).ConfigureAwait(false);
            return (
            [
                .. steps.OrderByDescending(entry => entry.Priority)
                    .Select(entry => new PendingSend(entry.Message, entry.Step ?? Unknown(entry.Message))
                {
                    Customer = customers.GetValueOrDefault(entry.Message.Customer),
                    Voucher = entry.Message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null,
                    Query = queries.GetValueOrDefault(entry.Message.Id),
                    Cart = settings.Templates.NeedsCart(entry.Message, entry.Step) ? carts[entry.Message.Customer] : null,
                    ShowsCart = settings.Templates.Shows(entry.Message, entry.Step, "cart"),
                    ShowsStores = settings.Templates.Shows(entry.Message, entry.Step, "stores"),
                    Postponed = entry.Step is null ? RefusalReasons.UnreadableVersion : null,
                }),
            ], false);
        }
    }

    /// <summary>
    /// Holds a message of a channel that is down before anything is read or rendered for it, so that a backlog costs little. A message with
    /// a voucher or over the horizon is left to the claim, which decides it.
    /// </summary>
    private OutboxMessage? HeldByOutage(Batch batch, OutboxMessage message)
    {
        if (message.VoucherCode is not null || rateLimiter.HoldingOutageOf(message.Channel, batch.Now) is not { } outage
            || SendResultRecorder.IsOverHorizon(batch, message, outage) || rateLimiter.HeldUntil(message, batch.Now) is not { } until)
            return null;
        rateLimiter.Hold(message);
        return message with { DueAt = until, BlockedSince = SendResultRecorder.BlockedFrom(message, batch.Now),
            Reason = RefusalReasons.ChannelDown };
    }

    /// <summary>
    /// Leaves a message to a process that registers its journey. It loses no attempt. It is due again after growing pauses; after ten
    /// minutes it is held until a process registers the journey.
    /// </summary>
    private OutboxMessage LeaveToOthers(Batch batch, OutboxMessage message)
    {
        if (_left.TryAdd(message.Journey, true))
            LogLeftToOthers(message.Journey);
        var age = batch.Now - message.QueuedAt;
        var isKnown = message.Reason == RefusalReasons.NotRegistered;
        return message with
        {
            DueAt = batch.Now + Backoff.ForOthers(isKnown ? age : TimeSpan.Zero, message.IdempotencyKey, settings.Options),
            IsHeld = isKnown && age >= Backoff.LongestForOthers,
            Reason = RefusalReasons.NotRegistered,
        };
    }

    /// <summary>
    /// Stores the results of the last chunk and marks the messages of the next chunk that the send policy allows, in one transaction.
    /// </summary>
    private async Task<IReadOnlyList<PendingSend>> CommitResultsAndClaimNextAsync(
        int partition, IWorkerRegistration? worker, IReadOnlyList<PendingSend> sent, IReadOnlyList<PendingSend> next)
    {
        try
        {
            // The results of sends must be stored even while the host stops, so no token is passed on.
            var transaction = await store.BeginAsync(partition, CancellationToken.None).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var (batch, checkedAt) = (NewBatch(transaction), time.GetTimestamp());
                await recorder.SaveAsync(batch, sent, CancellationToken.None).ConfigureAwait(false);
                // Events of the last chunk, such as a bounce or an exit, affect the next one. So the send policy is evaluated after the
                // reactions.
                await reactions.ReactAsync(batch, batch.Recorded, CancellationToken.None).ConfigureAwait(false);
                var reactedTo = batch.Recorded.Count;
                var marked = worker is null
                    ? [] : await claimer.ClaimAsync(batch, worker, next, CancellationToken.None).ConfigureAwait(false);
                await FinishAsync(batch, reactedTo, CancellationToken.None).ConfigureAwait(false);
                foreach (var pending in marked)
                    pending.CheckedAt = checkedAt;
                return marked;
            }
        }
        catch
        {
            // The commit may or may not have succeeded. The marked messages were not sent; they are put back when the store answers again.
            foreach (var pending in next)
                (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater("store-failed", TimeSpan.Zero), true);
            IReadOnlyList<PendingSend> unsaved = [.. sent, .. next];
            _unsaved.AddOrUpdate(partition, unsaved, (_, earlier) => [.. earlier, .. unsaved]);
            throw;
        }
    }

    private async Task SendAsync(IReadOnlyList<PendingSend> pendingSends) =>
        await Task.WhenAll(pendingSends.Select(SendSafelyAsync)).ConfigureAwait(false);

    /// <summary>
    /// A marked message always gets a result, whatever is thrown. Otherwise it would stay assigned to a living worker, where nothing looks
    /// for it.
    /// </summary>
    private async Task SendSafelyAsync(PendingSend pending)
    {
        try
        {
            await SendAsync(pending).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // For example a trace or metric listener that throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pending.Result ??= DeliveryResult.Ambiguous($"exception:{exception.GetType().Name}");
            LogChannelFailed(pending.Message.Id, pending.Message.Channel, exception.GetType().Name);
        }
    }

    private async Task SendAsync(PendingSend pending)
    {
        var channel = settings.Channels[pending.Message.Channel];
        if (time.GetElapsedTime(pending.CheckedAt) > settings.Options.Delivery.SendTimeout)
        {
            // The process was suspended after the message was marked. The facts may have changed, so the send policy is evaluated again.
            (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater(RefusalReasons.Stalled, TimeSpan.Zero), true);
            return;
        }

        using var activity = EngineTelemetry.Start("retention.handover", pending.Message.Id.Partition, ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send").SetTag("retention.channel", pending.Message.Channel.Name)
            .SetTag("retention.journey", pending.Message.Journey.Value).SetTag("retention.step", pending.Message.Step);
        var begun = settings.Telemetry.Begin();
        // A channel that is cancelled at the limit may still report a result. A channel that does not stop is abandoned after a grace
        // period.
        using var limit = new CancellationTokenSource(settings.Options.Delivery.SendTimeout, time);
        using var patience = new CancellationTokenSource(settings.Options.Delivery.SendTimeout + StoppingTime, time);
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
                    Attachments = pending.Attachments,
                    UnsubscribeUrl = UnsubscribeLinks.For(settings, pending.Message, pending.Address!, pending.Step.Topic),
                    ReportToken = ReportToken.For(settings, pending.Message, pending.Address!),
                    SentAt = Instants.Normalize(time.GetUtcNow()),
                },
                limit.Token).WaitAsync(patience.Token).ConfigureAwait(false) ?? DeliveryResult.Ambiguous("no-answer");
        }
#pragma warning disable CA1031 // A channel may throw anything. Whether the message was sent is then unknown.
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

    /// <summary>Reacts to the events recorded since, and commits.</summary>
    private async Task FinishAsync(Batch batch, int reactedTo, CancellationToken cancellationToken)
    {
        await reactions.ReactAsync(batch, [.. batch.Recorded.Skip(reactedTo)], cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyDictionary<string, Voucher>> VouchersAsync(
        IPartitionTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        string[] codes = [.. messages.Select(message => message.VoucherCode).OfType<string>().Distinct()];
        return codes.Length == 0
            ? new Dictionary<string, Voucher>() : await transaction.Vouchers.FindAsync(codes, cancellationToken).ConfigureAwait(false);
    }

    private Batch NewBatch(IPartitionTransaction transaction) => new(transaction, settings, time);

    /// <summary>A placeholder for the step of a version that this process cannot read. The message waits for a process that can.</summary>
    private static SendStep Unknown(OutboxMessage message) =>
        new() { Name = message.Step, Channel = message.Channel, Template = new TemplateName("unknown") };

    [LoggerMessage(3001, LogLevel.Warning, "Message {Message} over {Channel} is in doubt: {Exception}")]
    private partial void LogChannelFailed(MessageId message, Channel channel, string exception);

    [LoggerMessage(3007, LogLevel.Warning,
        "Journey {Journey} is not registered in this process, which does not send its messages; they wait for a process that registers it")]
    private partial void LogLeftToOthers(JourneyName journey);

    [LoggerMessage(3002, LogLevel.Warning,
        "{Count} messages of partition {Partition} were being sent when their worker stopped; each follows the ambiguity policy of its step")]
    private partial void LogAbandoned(int count, int partition);
}
