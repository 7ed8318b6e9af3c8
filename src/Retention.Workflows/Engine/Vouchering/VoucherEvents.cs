using System.Globalization;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The events about vouchers. They never contain a code.</summary>
internal static class VoucherEvents
{
    /// <param name="voucher">The redeemed voucher.</param>
    /// <param name="discount">The discount of the order.</param>
    /// <param name="releases">How often the voucher was given back before.</param>
    internal static CustomerEvent Redeemed(Voucher voucher, decimal discount, int releases) =>
        Of(voucher, EventNames.VoucherRedeemed, IdOf(voucher, EventNames.VoucherRedeemed, releases), voucher.RedeemedAt!.Value, discount);

    /// <param name="voucher">The redeemed voucher.</param>
    /// <param name="at">The time of the change.</param>
    /// <param name="discount">The discount of the order from now on.</param>
    /// <param name="given">The discounts that it had before.</param>
    internal static CustomerEvent Changed(Voucher voucher, DateTimeOffset at, decimal discount, GivenDiscounts given) =>
        Of(voucher, EventNames.VoucherDiscountChanged, ChangeIdOf(voucher, given.Releases, given.Changes + 1), at, discount);

    /// <param name="voucher">The voucher before it is given back.</param>
    /// <param name="at">The time at which it is given back.</param>
    /// <param name="discount">The discount that the order had.</param>
    /// <param name="releases">How often the voucher was given back before.</param>
    internal static CustomerEvent Released(Voucher voucher, DateTimeOffset at, decimal discount, int releases) =>
        Of(voucher, EventNames.VoucherReleased, IdOf(voucher, EventNames.VoucherReleased, releases), at, discount);

    /// <summary>Derived from the voucher's idempotency key. A voucher that was given back has another id for each redemption.</summary>
    internal static string IdOf(Voucher voucher, EventName name, int releases) => releases == 0
        ? $"rw:{voucher.IdempotencyKey}/{name}"
        : string.Create(CultureInfo.InvariantCulture, $"rw:{voucher.IdempotencyKey}/{name}/{releases}");

    /// <param name="voucher">The voucher.</param>
    /// <param name="releases">How often it was given back before.</param>
    /// <param name="number">The number of the change since the redemption, 1 or more.</param>
    internal static string ChangeIdOf(Voucher voucher, int releases, int number) => string.Create(
        CultureInfo.InvariantCulture, $"rw:{voucher.IdempotencyKey}/{EventNames.VoucherDiscountChanged}/{releases}/{number}");

    /// <summary>Reads the enrollment from the voucher's key.</summary>
    internal static bool TryGetEnrollment(Voucher voucher, out EnrollmentId enrollment)
    {
        var slash = voucher.IdempotencyKey.IndexOf('/', StringComparison.Ordinal);
        return EnrollmentId.TryParse(slash < 0 ? null : voucher.IdempotencyKey[..slash], out enrollment);
    }

    private static CustomerEvent Of(Voucher voucher, EventName name, string id, DateTimeOffset at, decimal discount) => new()
    {
        Id = id,
        Customer = voucher.Customer,
        Name = name,
        OccurredAt = at,
        Amount = discount,
        Currency = voucher.Offer.Currency,
        Properties = new PropertyBag([new("offer", voucher.Offer.Name.Value), new("order", voucher.RedeemedBy!)]),
    };
}
