using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Erased customers, kept forever in the suppression list: the id as a keyed hash in an entry that is no address, and the addresses. The
/// addresses get no more messages that need consent, whichever customer has them.
/// </summary>
internal static class ErasedCustomers
{
    private const string Reason = "erased";

    /// <param name="batch">The transaction that erases.</param>
    /// <param name="customer">The erased customer.</param>
    /// <param name="described">The stored description; null if there never was one or the customer was erased before.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task RememberAsync(Batch batch, CustomerId customer, Customer? described, CancellationToken cancellationToken)
    {
        var topics = (described?.Consents ?? []).Select(consent => consent.Topic).Append(Topic.Marketing)
            .Where(topic => topic != Topic.Transactional).Distinct().ToList();
        var addresses = (described?.AllAddresses() ?? [])
            .Select(entry => SuppressionKey.Of(batch.Settings, entry.Channel, entry.Address));
        await batch.Transaction.Suppressions.SaveAsync(
            [
                Entry(KeyOf(batch, customer), null),
                .. addresses.SelectMany(address => topics.Select(topic => Entry(address, topic))),
            ],
            cancellationToken).ConfigureAwait(false);

        Suppression Entry(string address, Topic? topic) => new() { Address = address, Topic = topic, Reason = Reason, Since = batch.Now };
    }

    internal static Task<bool> ForgetAsync(Batch batch, CustomerId customer, CancellationToken cancellationToken) =>
        batch.Transaction.Suppressions.RemoveAsync(KeyOf(batch, customer), null, cancellationToken);

    internal static async Task<IReadOnlySet<CustomerId>> AmongAsync(
        Batch batch, IEnumerable<CustomerId> customers, CancellationToken cancellationToken)
    {
        var keys = customers.Distinct().ToDictionary(customer => KeyOf(batch, customer));
        if (keys.Count == 0)
            return new HashSet<CustomerId>();
        var found = await batch.Transaction.Suppressions.FindAsync(keys.Keys, cancellationToken).ConfigureAwait(false);
        return found.Select(mark => keys[mark.Address]).ToHashSet();
    }

    /// <summary>No channel's name begins with a line feed, so this is never the hash of an address.</summary>
    private static string KeyOf(Batch batch, CustomerId customer) =>
        SuppressionKey.Hash(batch.Settings, $"\nerased\n{customer.Value}");
}
