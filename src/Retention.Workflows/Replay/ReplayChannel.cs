using Retention.Workflows.Messaging;

namespace Retention.Workflows.Replay;

/// <summary>A channel in a replay. A temporary failure stops the replay; the message stays due at the time of its hand-over.</summary>
internal sealed class ReplayChannel(IMessageChannel channel, ReplayHalt halt) : IMessageChannel
{
    public Channel Channel => channel.Channel;

    public bool IsIdempotent => channel.IsIdempotent;

    public int MaxConcurrency => channel.MaxConcurrency;

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
