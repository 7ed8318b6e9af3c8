using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Remembers the request of a customer to be left alone on a channel while the shop has not stored the customer's address there. The first
/// addresses that are stored get it.
/// </summary>
/// <remarks>The entry is an entry of the suppression list under the keyed hash of customer and channel, so it holds no clear
/// text.</remarks>
internal static class FirstAddresses
{
    /// <summary>No channel's name begins with a line feed, so this is never the hash of an address.</summary>
    internal static string KeyOf(Batch batch, CustomerId customer, Channel channel) =>
        SuppressionKey.Hash(batch.Settings, $"\nfirst-address\n{channel}\n{customer.Value}");

    /// <summary>Suppresses the addresses of customers who are about to be stored, as far as an entry waits for them.</summary>
    internal static async Task ApplyAsync(Batch batch, IEnumerable<Customer> customers, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, (Channel Channel, IReadOnlyList<string> Addresses)>();
        foreach (var customer in customers)
        {
            foreach (var channel in customer.AllAddresses().GroupBy(entry => entry.Channel, entry => entry.Address))
                waiting[KeyOf(batch, customer.Id, channel.Key)] = (channel.Key, [.. channel]);
        }

        if (waiting.Count == 0)
            return;
        var found = await batch.Transaction.Suppressions.FindAsync(waiting.Keys, cancellationToken).ConfigureAwait(false);
        batch.Suppress(found.SelectMany(entry => waiting[entry.Address].Addresses, (entry, address) => entry with
        {
            Address = SuppressionKey.Of(batch.Settings, waiting[entry.Address].Channel, address),
        }));
        foreach (var entry in found)
            await batch.Transaction.Suppressions.RemoveAsync(entry.Address, entry.Topic, cancellationToken).ConfigureAwait(false);
    }
}
