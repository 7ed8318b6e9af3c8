using Retention.Workflows.Time;

namespace Retention.Workflows.Vouchers;

/// <summary>The library's own issuer. It creates a voucher for an offer without reading or writing anything.</summary>
internal sealed class VoucherIssuing(IVoucherCodes codes)
{
    /// <summary>Creates the voucher. The same key and a seeded source of codes give the same voucher.</summary>
    /// <param name="offer">The terms.</param>
    /// <param name="zone">The customer's time zone; its calendar decides the expiry.</param>
    /// <param name="now">The time of issue.</param>
    /// <param name="idempotencyKey">The idempotency key of enrollment, step and visit.</param>
    /// <param name="journey">The journey that issues it.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="place">The place that the code contains.</param>
    internal Voucher Issue(
        VoucherOffer offer, TimeZoneInfo zone, DateTimeOffset now, string idempotencyKey, JourneyName journey, CustomerId customer,
        int place)
    {
        var issuedAt = Instants.Normalize(now);
        return new Voucher
        {
            Code = codes.Make(offer.CodePrefix, place, idempotencyKey),
            Customer = customer,
            IdempotencyKey = idempotencyKey,
            Journey = journey,
            Offer = offer,
            IssuedAt = issuedAt,
            ExpiresAt = offer.ExpiryOf(issuedAt, zone),
        };
    }
}
