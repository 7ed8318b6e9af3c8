using System.Collections.Concurrent;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Testing;

/// <summary>A channel that records the delivered messages and returns a configurable result. Thread-safe.</summary>
/// <remarks>
/// Messages that it does not deliver are not recorded. A message with the same key is recorded again, so that a test detects a double send.
/// </remarks>
public sealed class RecordingChannel : IMessageChannel
{
    private readonly ConcurrentQueue<OutgoingMessage> _sent = new();

    /// <summary>Creates a recording channel.</summary>
    /// <param name="channel">The channel.</param>
    public RecordingChannel(Channel channel) => Channel = channel;

    /// <inheritdoc/>
    public Channel Channel { get; }

    /// <inheritdoc/>
    /// <value>False by default, as with SMTP.</value>
    public bool IsIdempotent { get; set; }

    /// <summary>
    /// Returns the result of a message; <see cref="DeliveryResult.Delivered"/> by default. It may throw, like a broken channel, and is
    /// called from several threads.
    /// </summary>
    public Func<OutgoingMessage, DeliveryResult> Answer { get; set; } = _ => DeliveryResult.Delivered;

    /// <summary>The delivered messages, in order.</summary>
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
