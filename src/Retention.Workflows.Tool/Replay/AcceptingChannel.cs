using Retention.Workflows.Messaging;

namespace Retention.Workflows.Tool.Replay;

/// <summary>Accepts every message and keeps none: a replay counts messages and sends nothing.</summary>
internal sealed class AcceptingChannel(Channel channel) : IMessageChannel
{
    public Channel Channel => channel;

    public bool IsIdempotent => true;

    public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) =>
        Task.FromResult(DeliveryResult.Delivered);
}
