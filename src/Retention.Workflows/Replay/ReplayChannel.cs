using Retention.Workflows.Messaging;

namespace Retention.Workflows.Replay;

/// <summary>A channel in a replay: what it cannot take for the moment stops the replay, and stays due at the moment of its sending.</summary>
internal sealed class ReplayChannel(IMessageChannel channel, ReplayHalt halt) : IMessageChannel
{
    public Channel Channel => channel.Channel;

    public bool IsIdempotent => channel.IsIdempotent;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        DeliveryResult result;
        try
        {
            result = await channel.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (channel.IsIdempotent && exception is not OperationCanceledException)
        {
            result = DeliveryResult.RetryLater($"exception:{exception.GetType().Name}");
        }

        if (result.Status != DeliveryStatus.RetryLater)
            return result;
        halt.Stop(Channel, result.Reason!);
        return DeliveryResult.RetryLater(result.Reason!, TimeSpan.Zero);
    }
}
