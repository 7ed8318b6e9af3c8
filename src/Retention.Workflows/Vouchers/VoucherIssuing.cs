using Retention.Workflows.Time;

namespace Retention.Workflows.Vouchers;

/// <summary>The library's own issuer: makes a voucher out of an offer, without reading or writing anything.</summary>
internal sealed class VoucherIssuing(IVoucherCodes codes)
{
    /// <summary>Makes the voucher; the same key and a seeded source of codes give the same voucher.</summary>
    /// <param name="offer">The terms.</param>
    /// <param name="zone">The customer's zone, by whose calendar the voucher lives.</param>
    /// <param name="now">The moment of the issue.</param>
    /// <param name="idempotencyKey">What it is issued for: enrollment, step and visit.</param>
    /// <param name="journey">The journey that issues it.</param>
    /// <param name="customer">To whom.</param>
    /// <param name="place">What the code carries.</param>
    internal Voucher Issue(VoucherOffer offer, TimeZoneInfo zone, DateTimeOffset now, string idempotencyKey, JourneyName journey, CustomerId customer, int place)
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
