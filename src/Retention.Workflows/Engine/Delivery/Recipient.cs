using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>One address that a message goes to.</summary>
/// <param name="Address">The address in its canonical form.</param>
/// <param name="Key">Its key in the suppression list.</param>
/// <param name="IsOneOfSeveral">True if the customer has several addresses on the channel.</param>
internal sealed record Recipient(string Address, string Key, bool IsOneOfSeveral)
{
    private const int MarkLength = 12;

    /// <summary>
    /// The key that the channel gets. It is the same at every retry to this address; a channel that removes duplicates must not take the
    /// message to the customer's next address for one.
    /// </summary>
    internal string IdempotencyKeyOf(OutboxMessage message) =>
        IsOneOfSeveral ? $"{message.IdempotencyKey}/{Key[..MarkLength]}" : message.IdempotencyKey;
}
