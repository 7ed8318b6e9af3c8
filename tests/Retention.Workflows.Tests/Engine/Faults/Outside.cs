using System.Collections.Concurrent;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>What really happened outside the engine: it remembers, whatever the engine's processes were told and however they died.</summary>
internal sealed class Outside
{
    /// <summary>Every delivery that reached a customer.</summary>
    internal ConcurrentQueue<(string Key, Channel Channel)> Delivered { get; } = new();

    /// <summary>The voucher that the shop's own system issued for each key.</summary>
    internal ConcurrentDictionary<string, string> Issued { get; } = new();
}

/// <summary>A channel in bad weather. One that is idempotent delivers one of two with the same key, and never refuses what it has delivered.</summary>
internal sealed class FaultyChannel(Channel channel, Outside outside, Weather weather, bool isIdempotent, bool isBusy) : IMessageChannel
{
    public Channel Channel => channel;

    public bool IsIdempotent => isIdempotent;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (isBusy)
            await Task.Yield();
        var fate = weather.ChannelFate();
        if (fate == ChannelFate.Reject && isIdempotent && HasDelivered(message))
            fate = ChannelFate.Deliver;
        switch (fate)
        {
            case ChannelFate.Throw:
                throw new IOException("The line is dead.");
            case ChannelFate.DeliverAndThrow:
                Deliver(message);
                throw new IOException("The line broke behind the last word.");
            case ChannelFate.LoseAmbiguously:
                return DeliveryResult.Ambiguous("no-answer");
            case ChannelFate.DeliverAmbiguously:
                Deliver(message);
                return DeliveryResult.Ambiguous("no-answer");
            case ChannelFate.RetryLater:
                return DeliveryResult.RetryLater("busy");
            case ChannelFate.Reject:
                return DeliveryResult.Rejected("550");
            case ChannelFate.DieBefore:
                throw weather.Die();
            case ChannelFate.DieAfter:
                Deliver(message);
                throw weather.Die();
            default:
                Deliver(message);
                return DeliveryResult.Delivered;
        }
    }

    private void Deliver(OutgoingMessage message)
    {
        if (!isIdempotent || !HasDelivered(message))
            outside.Delivered.Enqueue((message.IdempotencyKey, channel));
    }

    private bool HasDelivered(OutgoingMessage message) => outside.Delivered.Any(delivery => delivery.Key == message.IdempotencyKey);
}

/// <summary>The shop's own voucher system in bad weather: the same key always gets the same voucher, also when the answer is lost.</summary>
internal sealed class FaultyIssuer(Outside outside, Weather weather, bool isBusy) : IVoucherIssuer
{
    public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
    {
        if (isBusy)
            await Task.Yield();
        var fate = weather.ChannelFate();
        if (fate is ChannelFate.Throw or ChannelFate.Reject)
            throw new HttpRequestException("503");
        if (fate == ChannelFate.DieBefore)
            throw weather.Die();
        var code = outside.Issued.GetOrAdd(request.IdempotencyKey, key => $"SHOP-{key}");
        if (fate == ChannelFate.DieAfter)
            throw weather.Die();
        if (fate != ChannelFate.Deliver && fate != ChannelFate.RetryLater)
            throw new HttpRequestException("The answer was lost.");
        return new IssuedVoucher { Code = code, ExpiresAt = request.ExpiresAt };
    }
}
