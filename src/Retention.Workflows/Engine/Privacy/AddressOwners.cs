using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Notes which customers have an address, both as keyed hashes, so that frequency caps hold for a mailbox that several customers share.
/// </summary>
/// <remarks>Nothing is noted without frequency caps. The hashes outlive an erasure, as the suppressed addresses do.</remarks>
internal static class AddressOwners
{
    /// <summary>
    /// The keyed hash of a customer's id. No channel's name begins with a line feed, so this is never the hash of an address.
    /// </summary>
    internal static string KeyOf(EngineSettings settings, CustomerId customer) => SuppressionKey.Hash(settings, $"\nowner\n{customer.Value}");

    /// <summary>Notes the addresses of customers who are about to be stored.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="before">The customers as they are stored.</param>
    /// <param name="customers">The customers to store; the last description of a customer counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal static async Task ApplyAsync(Batch batch, IReadOnlyDictionary<CustomerId, Customer> before, IEnumerable<Customer> customers,
        CancellationToken cancellationToken)
    {
        var (added, removed) = (new List<AddressOwner>(), new List<AddressOwner>());
        foreach (var customer in customers.Reverse().DistinctBy(customer => customer.Id))
        {
            var now = Of(batch.Settings, customer);
            added.AddRange(now);
            if (before.TryGetValue(customer.Id, out var earlier))
                removed.AddRange(Of(batch.Settings, earlier).Except(now));
        }

        await batch.Transaction.Suppressions.RemoveOwnersAsync(removed, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Suppressions.AddOwnersAsync(added, cancellationToken).ConfigureAwait(false);
    }

    private static List<AddressOwner> Of(EngineSettings settings, Customer customer)
    {
        var owner = KeyOf(settings, customer.Id);
        return [.. customer.AllAddresses().Select(entry =>
            new AddressOwner { Address = SuppressionKey.Of(settings, entry.Channel, entry.Address), Owner = owner })];
    }
}
