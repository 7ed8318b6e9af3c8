using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Publishing;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Client;

internal sealed class CustomerPrivacy(
    PartitionBatches transactions, JourneyPublisher publisher, EventReactions reactions) : ICustomerPrivacy
{
    public async Task ExportAsync(CustomerId customer, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var (stored, now) = await transactions.ForAsync(
            customer,
            async batch => (await StoredCustomer.ReadAsync(batch, customer, cancellationToken).ConfigureAwait(false), batch.Now),
            cancellationToken).ConfigureAwait(false);
        await CustomerExport.WriteAsync(stored, now, destination, cancellationToken).ConfigureAwait(false);
    }

    public Task<ErasedRows> EraseAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        transactions.ForAsync(customer, async batch =>
        {
            var described = (await batch.CustomersAsync([customer], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(customer);
            var enrollments =
                await batch.Transaction.Enrollments.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
            var messages = await batch.Transaction.Outbox.ReadByEnrollmentAsync(
                [.. enrollments.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false);
            await SharedSlots.ReleaseAsync(
                batch, messages.Where(message => message.Status == MessageStatus.Queued), cancellationToken).ConfigureAwait(false);
            var erased = await batch.Transaction.Maintenance.EraseAsync([customer], cancellationToken).ConfigureAwait(false);
            await ErasedCustomers.RememberAsync(batch, customer, described, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return erased;
        }, cancellationToken);

    public Task<bool> ReadmitAsync(CustomerId customer, CancellationToken cancellationToken = default) =>
        transactions.ForAsync(customer, async batch =>
        {
            var forgotten = await ErasedCustomers.ForgetAsync(batch, customer, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return forgotten;
        }, cancellationToken);

    public async Task<bool> UnsubscribeAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (UnsubscribeLinks.Read(transactions.Settings.Options.Privacy.Key, token) is not var (customer, channel, topic, addressKey))
            return false;
        await publisher.EnsureForInputAsync(cancellationToken).ConfigureAwait(false);
        return await transactions.ForAsync(customer, async batch =>
        {
            if ((await ErasedCustomers.AmongAsync(batch, [customer], cancellationToken).ConfigureAwait(false)).Count > 0)
            {
                // Nothing may be stored about an erased customer. The keyed hash of the address suppresses it for every customer.
                await batch.Transaction.Suppressions.SaveAsync(
                    [new Suppression { Address = addressKey, Topic = topic, Reason = SuppressionReasons.Unsubscribed, Since = batch.Now }],
                    cancellationToken).ConfigureAwait(false);
                await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }

            var unsubscribed = EngineEvents.Unsubscribed(customer, channel, topic, addressKey, batch.Now);
            // Also if the log already has the customer's request of that day, at another time.
            await SuppressionReaction.ReactAsync(batch, [unsubscribed], cancellationToken).ConfigureAwait(false);
            await batch.RecordAsync([unsubscribed], cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> SuppressAsync(
        CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default) =>
        transactions.ForAsync(customer, async batch =>
        {
            var addresses = await AddressesAsync(batch, customer, channel, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<string> keys = addresses.Count > 0 ? addresses : [FirstAddresses.KeyOf(batch, customer, channel)];
            var found = await batch.Transaction.Suppressions.FindAsync(keys, cancellationToken).ConfigureAwait(false);
            var open = keys.Except(found.Where(suppression => suppression.Topic == topic).Select(suppression => suppression.Address))
                .ToList();
            if (open.Count > 0)
            {
                await batch.Transaction.Suppressions.SaveAsync(
                    [.. open.Select(key => new Suppression
                    {
                        Address = key, Topic = topic, Reason = SuppressionReasons.Asked, Since = batch.Now,
                    })],
                    cancellationToken).ConfigureAwait(false);
                await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return addresses.Count > 0;
        }, cancellationToken);

    public Task<bool> UnsuppressAsync(
        CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default) =>
        transactions.ForAsync(customer, async batch =>
        {
            var addresses = await AddressesAsync(batch, customer, channel, cancellationToken).ConfigureAwait(false);
            var removed = false;
            foreach (var key in addresses.Count > 0 ? addresses : [FirstAddresses.KeyOf(batch, customer, channel)])
                removed |= await batch.Transaction.Suppressions.RemoveAsync(key, topic, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return removed;
        }, cancellationToken);

    /// <summary>
    /// The keys of a customer's addresses in the suppression list, in an order that every transaction uses; empty if the customer has no
    /// address on the channel.
    /// </summary>
    private static async Task<IReadOnlyList<string>> AddressesAsync(
        Batch batch, CustomerId customer, Channel channel, CancellationToken cancellationToken) =>
        (await batch.CustomersAsync([customer], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(customer) is { } described
            ? [.. SuppressionKey.Of(batch.Settings, described, channel).Order(StringComparer.Ordinal)] : [];
}
