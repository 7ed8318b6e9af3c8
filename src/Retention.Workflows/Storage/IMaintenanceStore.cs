namespace Retention.Workflows.Storage;

/// <summary>What takes rows of a partition away: the erasure of customers, and of what is older than the shop keeps.</summary>
/// <remarks>
/// Counters and sweeps stay, since they hold no personal data, and suppressions, since who is gone must not be written to again. A number or log position of a row that is gone is never given
/// again; its event id, entry key, voucher code and idempotency key are free.
/// </remarks>
public interface IMaintenanceStore
{
    /// <summary>Takes away everything of customers: their row, events, segment, enrollments with history, the messages of those, vouchers.</summary>
    /// <returns>How much there was, of all customers together. Who is unknown adds nothing, so that a second call is harmless.</returns>
    Task<ErasedRows> EraseAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Takes away enrollments that ended before an instant, with their history and messages. One with a message that is queued or being handed over stays.</summary>
    /// <param name="endedBefore">The instant, excluded.</param>
    /// <param name="except">Journeys whose enrollments all stay.</param>
    /// <param name="after">Where the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">How many enrollments are looked at, at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<PurgeChunk> PurgeEnrollmentsAsync(DateTimeOffset endedBefore, IReadOnlyCollection<JourneyName> except, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Takes away events that happened before an instant.</summary>
    /// <param name="occurredBefore">The instant, excluded.</param>
    /// <param name="after">Where the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">How many events are looked at, at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<PurgeChunk> PurgeEventsAsync(DateTimeOffset occurredBefore, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Takes away vouchers that expired, or were redeemed, before an instant.</summary>
    /// <param name="overBefore">The instant, excluded.</param>
    /// <param name="after">Where the last chunk ended; <see langword="null"/> for the first chunk.</param>
    /// <param name="limit">How many vouchers are looked at, at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<PurgeChunk> PurgeVouchersAsync(DateTimeOffset overBefore, string? after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One piece of a purge.</summary>
/// <param name="Removed">How many rows of the kind went, without what went with them.</param>
/// <param name="Position">Where to go on, in words of the store: at most 200 characters, without a voucher code or an id of a customer. <see langword="null"/> when all were looked at.</param>
public readonly record struct PurgeChunk(int Removed, string? Position);
