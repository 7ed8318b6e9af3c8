namespace Retention.Workflows.Storage;

/// <summary>Deletes rows of a partition: the data of erased customers, and rows older than the retention period.</summary>
/// <remarks>
/// Counters and sweeps are kept, because they hold no personal data. Suppressions are kept, because an erased customer must not get
/// messages again. The number or log position of a deleted row is never reused; its event id, entry key, voucher code and idempotency key
/// can be used again.
/// </remarks>
public interface IMaintenanceStore
{
    /// <summary>
    /// Deletes all data of customers: customer record, events, segment, enrollments with history and messages, and vouchers.
    /// </summary>
    /// <returns>
    /// The number of deleted rows, for all customers together. An unknown customer adds nothing, so a second call is harmless.
    /// </returns>
    Task<ErasedRows> EraseAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes enrollments that ended before an instant, with their history and messages. An enrollment with a message that is queued or
    /// being handed over is kept.
    /// </summary>
    /// <param name="endedBefore">The instant, exclusive.</param>
    /// <param name="except">Journeys whose enrollments are all kept.</param>
    /// <param name="after">The position at which the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">The maximum number of enrollments to examine.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    Task<PurgeChunk> PurgeEnrollmentsAsync(
        DateTimeOffset endedBefore,
        IReadOnlyCollection<JourneyName> except,
        string? after,
        int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes events that happened before an instant.</summary>
    /// <param name="occurredBefore">The instant, exclusive.</param>
    /// <param name="after">The position at which the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">The maximum number of events to examine.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    Task<PurgeChunk> PurgeEventsAsync(
        DateTimeOffset occurredBefore, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Deletes vouchers that expired, or were redeemed, before an instant.</summary>
    /// <param name="overBefore">The instant, exclusive.</param>
    /// <param name="after">The position at which the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">The maximum number of vouchers to examine.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    Task<PurgeChunk> PurgeVouchersAsync(DateTimeOffset overBefore, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes messages to shared addresses (<see cref="ISuppressionStore.AddSendsAsync"/>) from before an instant, as far as the partition
    /// of the transaction is derived from their address. Never waits for another transaction: rows that another one writes now are kept.
    /// </summary>
    /// <param name="sentBefore">The instant, exclusive.</param>
    /// <param name="after">The position at which the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">The maximum number of messages to examine.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    Task<PurgeChunk> PurgeSendsAsync(DateTimeOffset sentBefore, string? after, int limit, CancellationToken cancellationToken = default);
}
