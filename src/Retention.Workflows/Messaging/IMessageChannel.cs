namespace Retention.Workflows.Messaging;

/// <summary>Delivers messages over one medium.</summary>
/// <remarks>
/// Called from several threads at once, never inside a transaction, and with the same <see cref="OutgoingMessage.IdempotencyKey"/>
/// again after a retry. Answer expected failures with a <see cref="DeliveryResult"/>; an exception is taken for
/// <see cref="DeliveryResult.Ambiguous"/>, since nobody knows how far it came. Put no address or text into reasons or exceptions.
/// </remarks>
public interface IMessageChannel
{
    /// <summary>The channel that this delivers; one implementation a channel.</summary>
    Channel Channel { get; }

    /// <summary>Whether the same key twice is delivered once, so that a send of unknown fate may simply be repeated.</summary>
    bool IsIdempotent { get; }

    /// <summary>Hands one message over.</summary>
    Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default);
}
