using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>
/// Handles what customers can request: a copy of their data, erasure, and to receive no more messages. Thread-safe; needs no running
/// worker.
/// </summary>
/// <remarks>
/// Every call initializes the store if needed, and throws a <see cref="Storage.RetentionStoreException"/> if the store cannot be used.
/// Calls wait for the lock of their partition.
/// </remarks>
public interface ICustomerPrivacy
{
    /// <summary>Writes all stored data of a customer as one JSON document in UTF-8, for the customer's request of access.</summary>
    /// <param name="customer">The customer. An unknown customer has an empty profile and empty lists.</param>
    /// <param name="destination">The stream; written from its position, flushed and left open. The store is not locked during
    /// writing.</param>
    /// <param name="cancellationToken">Cancels reading or writing. The output written until then is not a valid document.</param>
    /// <remarks>
    /// The shape is <c>{ format, customer, exportedAt, profile, suppressions, segment, events, enrollments, messages, vouchers }</c>;
    /// docs/operations.md lists all of it. Rendered texts are not stored; messages contain step, channel and times.
    /// </remarks>
    Task ExportAsync(CustomerId customer, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes all personal data of a customer, permanently and in one transaction: description, events, segment, enrollments with history,
    /// messages, vouchers.
    /// </summary>
    /// <returns>The number of deleted rows. A second call deletes nothing.</returns>
    /// <remarks>
    /// After the call no message to the customer is sent, except those counted by <see cref="ErasedRows.HandingOver"/>, which were being
    /// sent at that moment. Voucher codes are unknown from then on, also those of the host's own issuer: tell the issuer. Counters are
    /// kept, since they hold no personal data. The suppression list is kept as well; it holds addresses only as keyed hashes. The
    /// customer's last
    /// addresses are added to it for marketing and for every other topic that the customer decided about, so that a forgotten address gets
    /// no messages under another id either. The id is kept there in the same way, forever: late events and descriptions get the result
    /// <c>Erased</c>, and enrollment is refused, until <see cref="ReadmitAsync"/>. Set a <see cref="PrivacyOptions.Key"/> before.
    /// Without one, a reader of the store can find an erased id by trying. Copies of the store, such as backups, are not changed.
    /// </remarks>
    Task<ErasedRows> EraseAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Withdraws the erasure of an id, because the same person signed up again. Data stored under the id from now on belongs to a new
    /// customer.
    /// </summary>
    /// <returns>True if the id was stored as erased.</returns>
    /// <remarks>Erased data does not return. Suppressed addresses stay suppressed, also those suppressed by the erasure, until
    /// <see cref="UnsuppressAsync"/>.</remarks>
    Task<bool> ReadmitAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Unsubscribes the customer of a token. The address that the link was sent to gets no more messages of its topic, including queued
    /// ones, also after the customer has another address.
    /// </summary>
    /// <param name="token">The token of a link that was sent, unchanged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the token is valid. Used again, it changes nothing.</returns>
    Task<bool> UnsubscribeAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>
    /// Suppresses the address of a customer on a channel: no more messages on the topic are sent to it, including queued ones.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="topic">The topic; null suppresses all topics, including transactional ones.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the customer has an address on the channel. Without one the result is false, and the first address that is stored
    /// for the channel is suppressed. A second call changes nothing.</returns>
    /// <remarks>The list holds addresses, so the suppression applies to every customer with the same address.</remarks>
    Task<bool> SuppressAsync(CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the suppression of a customer's address on a channel, for example because they subscribed again or a mailbox works again.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="topic">The topic; null removes the suppression of all topics.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if it was suppressed.</returns>
    /// <remarks>The list holds addresses, so the suppression is removed for every customer with the same address.</remarks>
    Task<bool> UnsuppressAsync(CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default);
}
