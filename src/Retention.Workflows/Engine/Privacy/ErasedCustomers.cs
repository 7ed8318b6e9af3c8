using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Who was erased, remembered for ever as a keyed hash of the id in the suppression list of the customer's partition: an entry that is no address.</summary>
internal static class ErasedCustomers
{
    private const string Reason = "erased";

    internal static async Task RememberAsync(Batch batch, CustomerId customer, CancellationToken cancellationToken) =>
        await batch.Transaction.Suppressions.SaveAsync([new Suppression { Address = KeyOf(batch, customer), Reason = Reason, Since = batch.Now }], cancellationToken).ConfigureAwait(false);

    internal static Task<bool> ForgetAsync(Batch batch, CustomerId customer, CancellationToken cancellationToken) =>
        batch.Transaction.Suppressions.RemoveAsync(KeyOf(batch, customer), null, cancellationToken);

    internal static async Task<IReadOnlySet<CustomerId>> AmongAsync(Batch batch, IEnumerable<CustomerId> customers, CancellationToken cancellationToken)
    {
        var keys = customers.Distinct().ToDictionary(customer => KeyOf(batch, customer));
        if (keys.Count == 0)
            return new HashSet<CustomerId>();
        var found = await batch.Transaction.Suppressions.FindAsync(keys.Keys, cancellationToken).ConfigureAwait(false);
        return found.Select(mark => keys[mark.Address]).ToHashSet();
    }

    /// <summary>No channel's name begins with a line end, so that this is never the hash of an address.</summary>
    private static string KeyOf(Batch batch, CustomerId customer) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(batch.Settings.Options.PrivacyKey), Encoding.UTF8.GetBytes($"\nerased\n{customer.Value}")));
}
