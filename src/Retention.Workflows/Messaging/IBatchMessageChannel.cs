namespace Retention.Workflows.Messaging;

/// <summary>A channel whose provider takes many messages in one call, such as a bulk API for push notifications or e-mail.</summary>
/// <remarks>
/// The engine calls <see cref="SendAsync(IReadOnlyList{OutgoingMessage}, CancellationToken)"/> with all messages that it marked together, at
/// most <see cref="MaxBatchSize"/> at a time. Every message has its own result: one that is refused does not affect the others. The timeout
/// <see cref="DeliveryOptions.SendTimeout"/> holds for the whole call. An exception counts as <see cref="DeliveryResult.Ambiguous"/> for each
/// message of the call. If the process dies, the messages of running calls are in doubt.
/// </remarks>
public interface IBatchMessageChannel : IMessageChannel
{
    /// <summary>
    /// The largest number of messages in one call; at least 1. The engine marks at least that many at once, whatever
    /// <see cref="DeliveryOptions.SendConcurrency"/> says, unless <see cref="IMessageChannel.MaxConcurrency"/> is smaller.
    /// </summary>
    int MaxBatchSize { get; }

    /// <summary>Hands messages over to the provider.</summary>
    /// <param name="messages">The messages; each customer and key at most once. At least one.</param>
    /// <param name="cancellationToken">Cancels the call at the timeout.</param>
    /// <returns>One result for each message, in the same order. A list of another length makes every message ambiguous.</returns>
    Task<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Hands one message over, as a batch of one.</summary>
    async Task<DeliveryResult> IMessageChannel.SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        await SendAsync([message], cancellationToken).ConfigureAwait(false) is [var result] ? result : DeliveryResult.Ambiguous("no-answer");
}
