using System.Collections.Concurrent;
using Retention.Workflows.Messaging;
using Retention.Workflows.Tests.Engine.Faults.Oracle;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Records the real actions outside the engine, whatever the engine's processes learned and however they died.</summary>
internal sealed class ExternalEffects(Ledger ledger)
{
    /// <summary>Commits and sends in their order.</summary>
    internal Ledger Ledger => ledger;

    /// <summary>Every send, with its number in the order of the ledger.</summary>
    internal ConcurrentQueue<(CustomerId Customer, string Key, long Number)> HandOvers { get; } = new();

    /// <summary>Every delivery that reached a customer, by the key of its message.</summary>
    internal ConcurrentQueue<(string Key, CustomerId Customer, Channel Channel, string Address)> Delivered { get; } = new();

    /// <summary>The token of the unsubscribe link, for each delivery with a link.</summary>
    internal ConcurrentQueue<(CustomerId Customer, string Token)> Links { get; } = new();

    /// <summary>The classification of the address for each message that a channel rejected, once for each rejection.</summary>
    internal ConcurrentDictionary<string, ConcurrentQueue<BounceClass>> Bounced { get; } = new();

    /// <summary>The voucher that the shop's own system issued for each key.</summary>
    internal ConcurrentDictionary<string, string> Issued { get; } = new();
}

/// <summary>
/// A channel under faults. An idempotent one delivers one of two messages with the same key, and never rejects a message that it has
/// delivered.
/// </summary>
internal sealed class FaultyChannel(Channel channel, ExternalEffects outside, FaultInjector faultInjector, bool isIdempotent, bool isBusy) : IMessageChannel
{
    public Channel Channel => channel;

    public bool IsIdempotent => isIdempotent;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (isBusy)
            await Task.Yield();
        Take(message);
        var result = await TryAsync(message, cancellationToken);
        Answer([message], [result], cancellationToken);
        return result;
    }

    /// <summary>The engine hands a message over.</summary>
    internal void Take(OutgoingMessage message) => outside.HandOvers.Enqueue(
        (message.Customer, AddressKeys.MessageKeyOf(message), outside.Ledger.HandOver(faultInjector.Name, message)));

    /// <summary>
    /// The channel's answer is about to reach the engine. After a cancellation nobody receives it, and the messages are in doubt.
    /// </summary>
    internal void Answer(IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return;
        foreach (var (message, _) in messages.Zip(results).Where(entry => entry.Second.Status == DeliveryStatus.Delivered))
            outside.Ledger.Accepted(faultInjector.Name, message);
    }

    internal async Task<DeliveryResult> TryAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("send");
        var outcome = faultInjector.ChannelOutcome();
        if (outcome == ChannelOutcome.Reject && isIdempotent && HasDelivered(message))
            outcome = ChannelOutcome.Deliver;
        outside.Ledger.Saw($"channel {outcome}");
        if (outcome is ChannelOutcome.Deliver or ChannelOutcome.DeliverAndThrow or ChannelOutcome.DeliverAmbiguously
            or ChannelOutcome.DieAfter or ChannelOutcome.DeliverAndBeSilent)
            Deliver(message);
        if (outcome is ChannelOutcome.BeSilent or ChannelOutcome.DeliverAndBeSilent)
            await faultInjector.Scheduler!.SilenceAsync(faultInjector.Name, $"message {message.IdempotencyKey}", cancellationToken);
        await faultInjector.PauseAsync("hear from the channel");
        switch (outcome)
        {
            case ChannelOutcome.Throw:
                throw new IOException("The line is dead.");
            case ChannelOutcome.DeliverAndThrow:
                throw new IOException("The line broke behind the last word.");
            case ChannelOutcome.LoseAmbiguously or ChannelOutcome.DeliverAmbiguously:
                return DeliveryResult.Ambiguous("no-answer");
            case ChannelOutcome.RetryLater:
                return DeliveryResult.RetryLater("busy");
            case ChannelOutcome.Reject:
                return Reject(message);
            case ChannelOutcome.DieBefore or ChannelOutcome.DieAfter:
                throw faultInjector.Die();
            case ChannelOutcome.BeSilent or ChannelOutcome.DeliverAndBeSilent:
                throw new OperationCanceledException(cancellationToken);
            default:
                return DeliveryResult.Delivered;
        }
    }

    private DeliveryResult Reject(OutgoingMessage message)
    {
        var bounce = faultInjector.Bounce();
        outside.Ledger.Saw($"a refusal that says {bounce} of the address");
        outside.Bounced.GetOrAdd(AddressKeys.MessageKeyOf(message), _ => new ConcurrentQueue<BounceClass>()).Enqueue(bounce);
        return DeliveryResult.Rejected("550", bounce);
    }

    private void Deliver(OutgoingMessage message)
    {
        if (message.UnsubscribeUrl is { } link)
            outside.Links.Enqueue((message.Customer, link.Query["?t=".Length..]));
        if (!isIdempotent || !HasDelivered(message))
            outside.Delivered.Enqueue((AddressKeys.MessageKeyOf(message), message.Customer, channel, message.Address));
    }

    private bool HasDelivered(OutgoingMessage message) => outside.Delivered.Any(
        delivery => delivery.Key == AddressKeys.MessageKeyOf(message) && delivery.Address == message.Address);
}

/// <summary>
/// A channel under faults that takes several messages in one call. An exception at one message leaves all of them in doubt, and so does a
/// list of answers that is too short.
/// </summary>
internal sealed class FaultyBatchChannel(FaultyChannel inner, int maxBatchSize, ExternalEffects outside, FaultInjector faultInjector) : IBatchMessageChannel
{
    public Channel Channel => inner.Channel;

    public bool IsIdempotent => inner.IsIdempotent;

    public int MaxBatchSize => maxBatchSize;

    public async Task<IReadOnlyList<DeliveryResult>> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
            inner.Take(message);
        if (messages.Count > 1)
            outside.Ledger.Saw("a call with several messages");
        if (messages.Count > maxBatchSize)
            outside.Ledger.Accuse($"calls: {faultInjector.Name} hands {messages.Count} messages over at once, and {maxBatchSize} are allowed");
        var results = new List<DeliveryResult>(messages.Count);
        foreach (var message in messages)
            results.Add(await inner.TryAsync(message, cancellationToken));
        if (faultInjector.ForgetsAnAnswer())
        {
            outside.Ledger.Saw("a call with too few answers");
            return [.. results.Skip(1)];
        }

        inner.Answer(messages, results, cancellationToken);
        return results;
    }
}

/// <summary>The shop's own voucher system under faults. The same key always gets the same voucher, also when the answer is lost.</summary>
internal sealed class FaultyIssuer(ExternalEffects outside, FaultInjector faultInjector, bool isBusy) : IVoucherIssuer
{
    public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
    {
        if (isBusy)
            await Task.Yield();
        await faultInjector.PauseAsync("ask for a voucher");
        var outcome = faultInjector.ChannelOutcome();
        outside.Ledger.Saw($"issuer {outcome}");
        if (outcome == ChannelOutcome.BeSilent)
            await faultInjector.Scheduler!.SilenceAsync(faultInjector.Name, $"voucher {request.IdempotencyKey}", cancellationToken);
        if (outcome is ChannelOutcome.Throw or ChannelOutcome.Reject or ChannelOutcome.BeSilent)
            throw new HttpRequestException("503");
        if (outcome == ChannelOutcome.DieBefore)
            throw faultInjector.Die();
        var code = outside.Issued.GetOrAdd(request.IdempotencyKey, key => $"SHOP-{key}");
        await faultInjector.PauseAsync("hear from the issuer");
        if (outcome == ChannelOutcome.DieAfter)
            throw faultInjector.Die();
        if (outcome != ChannelOutcome.Deliver && outcome != ChannelOutcome.RetryLater)
            throw new HttpRequestException("The answer was lost.");
        return new IssuedVoucher { Code = code, ExpiresAt = request.ExpiresAt };
    }
}
