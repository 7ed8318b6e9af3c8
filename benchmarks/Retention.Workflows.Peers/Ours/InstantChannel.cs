using Retention.Workflows.Messaging;

namespace Retention.Workflows.Peers;

/// <summary>A provider that takes many messages in a call and answers at once. It counts them.</summary>
internal sealed class InstantChannel : IBatchMessageChannel
{
    private long _sent;

    internal long Sent => Interlocked.Read(ref _sent);

    public Channel Channel => Channel.Email;

    public bool IsIdempotent => true;

    public int MaxBatchSize => 1000;

    public Task<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _sent, messages.Count);
        return Task.FromResult<IReadOnlyList<DeliveryResult>>([.. messages.Select(static _ => DeliveryResult.Delivered)]);
    }
}
