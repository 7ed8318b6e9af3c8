using System.Collections.Concurrent;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Testing;

/// <summary>A channel that keeps what it is given, and answers as it is told. Thread-safe.</summary>
/// <remarks>Nothing is kept of what it does not deliver. The same key twice is recorded twice, so that a test sees a double send.</remarks>
public sealed class RecordingChannel : IMessageChannel
{
    private readonly ConcurrentQueue<OutgoingMessage> _sent = new();

    /// <summary>Records what is sent over a channel.</summary>
    /// <param name="channel">Which channel.</param>
    public RecordingChannel(Channel channel) => Channel = channel;

    /// <inheritdoc/>
    public Channel Channel { get; }

    /// <inheritdoc/>
    /// <value>Default no, as with SMTP.</value>
    public bool IsIdempotent { get; set; }

    /// <summary>How it answers; default <see cref="DeliveryResult.Delivered"/>. May throw, as a broken channel does, and is asked from several threads.</summary>
    public Func<OutgoingMessage, DeliveryResult> Answer { get; set; } = _ => DeliveryResult.Delivered;

    /// <summary>What was delivered, in order.</summary>
    public IReadOnlyList<OutgoingMessage> Sent => [.. _sent];

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = Answer(message);
        if (answer.Status == DeliveryStatus.Delivered)
            _sent.Enqueue(message);
        return Task.FromResult(answer);
    }
}
