using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Hands marked messages over to their channels, outside every transaction.</summary>
internal sealed partial class HandOver(EngineSettings settings, TimeProvider time, ILogger<HandOver> logger)
{
    private static readonly TimeSpan StoppingTime = TimeSpan.FromSeconds(5);

    /// <summary>Begins to hand messages over, each to all of its addresses, and does not wait for the answers.</summary>
    /// <param name="marked">The marked messages.</param>
    /// <param name="finished">Called once for each message, when it has a result; from any thread.</param>
    /// <returns>One task for each call to a channel. It ends when the messages of the call have results.</returns>
    internal IReadOnlyList<Task> Begin(IReadOnlyList<PendingSend> marked, Action<PendingSend> finished)
    {
        var calls = new List<Task>(marked.Count);
        foreach (var ofChannel in marked.GroupBy(pending => pending.Message.Channel))
        {
            foreach (var call in ofChannel.SelectMany(pending => RecipientSend.Of(pending, finished)).Chunk(SizeOfCall(ofChannel.Key)))
                calls.Add(SendSafelyAsync(call));
        }

        return calls;
    }

    private int SizeOfCall(Channel channel)
    {
        try
        {
            return settings.Channels[channel] is IBatchMessageChannel batches ? Math.Max(1, batches.MaxBatchSize) : 1;
        }
#pragma warning disable CA1031 // The messages are marked, so each must get a result, whatever the channel throws.
        catch (Exception)
#pragma warning restore CA1031
        {
            return 1;
        }
    }

    /// <summary>
    /// A marked message always gets a result, whatever is thrown. Otherwise it would stay assigned to a living worker, where nothing looks
    /// for it.
    /// </summary>
    private async Task SendSafelyAsync(RecipientSend[] call)
    {
        try
        {
            await SendAsync(call).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // For example a trace or metric listener that throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var send in call)
                send.Result ??= DeliveryResult.Ambiguous($"exception:{exception.GetType().Name}");
            LogChannelFailed(call[0].Message.Id, call.Length, call[0].Message.Channel, exception.GetType().Name);
        }
        finally // a logger may throw as well
        {
            foreach (var send in call)
                send.Finish();
        }
    }

    private async Task SendAsync(RecipientSend[] call)
    {
        var channel = settings.Channels[call[0].Message.Channel];
        if (time.GetElapsedTime(call[0].Pending.CheckedAt) > settings.Options.Delivery.SendTimeout)
        {
            // The process was suspended after the messages were marked. The facts may have changed, so the send policy is evaluated again.
            foreach (var send in call)
                (send.Result, send.NeverLeft) = (DeliveryResult.RetryLater(RefusalReasons.Stalled, TimeSpan.Zero), true);
            return;
        }

        using var activity = StartActivity(call);
        var begun = settings.Telemetry.Begin();
        // A channel that is cancelled at the limit may still report a result. A channel that does not stop is abandoned after a grace
        // period. Both times begin before the call, since time passes during it.
        using var limit = new CancellationTokenSource(settings.Options.Delivery.SendTimeout, time);
        using var patience = new CancellationTokenSource(settings.Options.Delivery.SendTimeout + StoppingTime, time);
        foreach (var send in call)
            send.IsOfChannel = true;
        try
        {
            Take(call, await Ask(channel, call, limit.Token).WaitAsync(patience.Token).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // A channel may throw anything. Whether the messages were sent is then unknown.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var result = DeliveryResult.Ambiguous(limit.IsCancellationRequested ? "timeout" : $"exception:{exception.GetType().Name}");
            foreach (var send in call)
                send.Result = result;
            EngineTelemetry.Fail(activity, exception);
            LogChannelFailed(call[0].Message.Id, call.Length, call[0].Message.Channel, exception.GetType().Name);
        }

        activity?.SetTag("retention.result", KebabName.Of(call[0].Result!.Status));
        foreach (var send in call)
            settings.Telemetry.HandedOver(send.Message.Channel, send.Result!.Status, begun);
    }

    private Task<IReadOnlyList<DeliveryResult>> Ask(
        IMessageChannel channel, RecipientSend[] call, CancellationToken cancellationToken)
    {
        return channel is IBatchMessageChannel batches
            ? batches.SendAsync([.. call.Select(Outgoing)], cancellationToken)
            : OneAsync();

        async Task<IReadOnlyList<DeliveryResult>> OneAsync() =>
            [await channel.SendAsync(Outgoing(call[0]), cancellationToken).ConfigureAwait(false)];
    }

    private OutgoingMessage Outgoing(RecipientSend send)
    {
        var (pending, recipient) = (send.Pending, send.Recipient);
        return new OutgoingMessage
        {
            IdempotencyKey = recipient.IdempotencyKeyOf(pending.Message),
            Channel = pending.Message.Channel,
            Customer = pending.Message.Customer,
            Address = recipient.Address,
            Topic = pending.Step.Topic,
            Content = pending.Content!,
            Attachments = pending.Attachments,
            UnsubscribeUrl = recipient.Address == pending.ComposedFor
                ? pending.Model!.UnsubscribeUrl : UnsubscribeLinks.For(settings, pending.Message, recipient.Key, pending.Step.Topic),
            ReportToken = ReportToken.For(settings, pending.Message, recipient.Key),
            SentAt = Instants.Normalize(time.GetUtcNow()),
        };
    }

    /// <summary>Notes the results. A channel that answers for another number of messages says nothing certain about any of them.</summary>
    private static void Take(RecipientSend[] call, IReadOnlyList<DeliveryResult>? results)
    {
        for (var index = 0; index < call.Length; index++)
            call[index].Result = (results?.Count == call.Length ? results[index] : null) ?? DeliveryResult.Ambiguous("no-answer");
    }

    private static Activity? StartActivity(RecipientSend[] call)
    {
        var (message, activity) = (call[0].Message,
            EngineTelemetry.Start("retention.handover", call[0].Message.Id.Partition, ActivityKind.Producer));
        activity?.SetTag("messaging.operation.type", "send").SetTag("retention.channel", message.Channel.Name)
            .SetTag("retention.journey", message.Journey.Value).SetTag("retention.step", message.Step);
        if (call.Length > 1)
            activity?.SetTag("messaging.batch.message_count", call.Length);
        return activity;
    }

    [LoggerMessage(3001, LogLevel.Warning, "Message {Message}, the first of {Count} handed over together over {Channel}, is in doubt: {Exception}")]
    private partial void LogChannelFailed(MessageId message, int count, Channel channel, string exception);
}
