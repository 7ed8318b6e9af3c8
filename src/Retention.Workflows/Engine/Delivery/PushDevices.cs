using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// The failures of a message that went to several push tokens. Each is reported for one token, and the message failed when all have failed.
/// </summary>
internal static class PushDevices
{
    /// <summary>What a report that one address failed means for the message.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="message">The message.</param>
    /// <param name="addressKey">The key of the address in the suppression list.</param>
    /// <param name="hasArrived">True if there is evidence that the message arrived at one of the addresses.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task<AddressShare> ShareAsync(
        Batch batch, OutboxMessage message, string addressKey, bool hasArrived, CancellationToken cancellationToken)
    {
        if (message.Channel != Channel.Push)
            return default;
        var since = message.QueuedAt.AddMilliseconds(-1);
        var found = await batch.Transaction.Events.ReadAsync(
            [
                new EventWindow(message.Customer, EventNames.MessageSent, since, DateTimeOffset.MaxValue),
                new EventWindow(message.Customer, EventNames.MessagePartlyFailed, since, DateTimeOffset.MaxValue),
            ],
            cancellationToken).ConfigureAwait(false);
        var sent = found[0].FirstOrDefault(@event => EngineEvents.IsSent(@event, message));
        var addresses = sent is null ? await CountAsync(batch, message, cancellationToken).ConfigureAwait(false) : AddressesOf(sent);
        var failed = found[1].Where(@event => MessageEvents.MessageOf(@event) == message.Id.ToString())
            .Select(@event => MessageEvents.Property(@event, MessageEvents.AddressKey)).Append(addressKey).Distinct(StringComparer.Ordinal);
        return addresses <= 1 ? default : new AddressShare(IsOneOfSeveral: true, OthersRemain: hasArrived || failed.Count() < addresses);
    }

    /// <summary>The number of addresses that the customer has on the message's channel now.</summary>
    internal static async Task<int> CountAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken) =>
        (await batch.CustomersAsync([message.Customer], cancellationToken).ConfigureAwait(false))
            .GetValueOrDefault(message.Customer)?.AddressesOn(message.Channel).Count ?? 1;

    /// <summary>Releases the slot of a message at one of its addresses; those at the others stay.</summary>
    /// <returns>False: the status of the message does not change.</returns>
    internal static async Task<bool> ReleaseAsync(
        Batch batch, OutboxMessage message, string addressKey, CancellationToken cancellationToken)
    {
        await SharedSlots.ReleaseAsync(batch, [(addressKey, message.Id)], cancellationToken).ConfigureAwait(false);
        return false;
    }

    private static int AddressesOf(CustomerEvent sent) =>
        sent.Properties.TryGetValue(MessageEvents.Addresses, out var count) && count.Kind == PropertyKind.Number ? (int)count.Number : 1;
}
