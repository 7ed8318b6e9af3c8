namespace Retention.Workflows.Messaging;

/// <summary>Delivers messages over one medium.</summary>
/// <remarks>
/// The engine calls a channel from several threads at once, never inside a transaction, and with the same
/// <see cref="OutgoingMessage.IdempotencyKey"/> again after a retry. Report expected failures with a <see cref="DeliveryResult"/>. An
/// exception counts as <see cref="DeliveryResult.Ambiguous"/>, because the message may have been delivered. Put no address or text into
/// reasons or exceptions.
/// </remarks>
public interface IMessageChannel
{
    /// <summary>The channel; each channel has exactly one implementation.</summary>
    Channel Channel { get; }

    /// <summary>True if a message sent twice with the same key is delivered once. A message in doubt is then simply sent again.</summary>
    bool IsIdempotent { get; }

    /// <summary>
    /// The largest number of messages that the channel hands over at the same time; further ones wait. Unlimited by default. The engine
    /// marks no more messages than that as being sent, because each marked one is in doubt if the process dies. A message to several push
    /// tokens counts once; the channel gets all its tokens at the same time.
    /// </summary>
    int MaxConcurrency => int.MaxValue;

    /// <summary>Hands one message over to the provider.</summary>
    Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default);
}
