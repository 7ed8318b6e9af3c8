namespace Retention.Workflows.Messaging;

/// <summary>A channel whose provider takes many messages in one call, such as a bulk API for push notifications or e-mail.</summary>
/// <remarks>
/// The engine calls <see cref="SendAsync(IReadOnlyList{OutgoingMessage}, CancellationToken)"/> with the messages of a partition that it
/// marked together, at most <see cref="MaxBatchSize"/> at a time. Every message has its own result: one that is refused does not affect the
/// others. The timeout <see cref="DeliveryOptions.SendTimeout"/> holds for the whole call. An exception counts as
/// <see cref="DeliveryResult.Ambiguous"/> for each message of the call. If the process dies, the messages of running calls are in doubt.
/// </remarks>
public interface IBatchMessageChannel : IMessageChannel
{
    /// <summary>
    /// The largest number of messages in one call; at least 1. The engine marks up to that many at the same time, even if
    /// <see cref="DeliveryOptions.SendConcurrency"/> is smaller, but no more than <see cref="IMessageChannel.MaxConcurrency"/>, which
    /// counts messages here, too.
    /// </summary>
    int MaxBatchSize { get; }

    /// <summary>Hands messages over to the provider.</summary>
    /// <param name="messages">The messages, at least one. Each key is there once; a customer may be there several times.</param>
    /// <param name="cancellationToken">Cancels the call at the timeout.</param>
    /// <returns>One result for each message, in the same order. A list of another length makes every message ambiguous.</returns>
    Task<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Hands one message over, as a batch of one.</summary>
    async Task<DeliveryResult> IMessageChannel.SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        await SendAsync([message], cancellationToken).ConfigureAwait(false) is [var result] ? result : DeliveryResult.Ambiguous("no-answer");
}
