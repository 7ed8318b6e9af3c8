using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The events about vouchers. They never contain a code.</summary>
internal static class VoucherEvents
{
    internal static CustomerEvent Redeemed(Voucher voucher, decimal discount) => new()
    {
        Id = RedeemedId(voucher),
        Customer = voucher.Customer,
        Name = EventNames.VoucherRedeemed,
        OccurredAt = voucher.RedeemedAt!.Value,
        Amount = discount,
        Currency = voucher.Offer.Currency,
        Properties = new PropertyBag([new("offer", voucher.Offer.Name.Value), new("order", voucher.RedeemedBy!)]),
    };

    /// <summary>Derived from the voucher's idempotency key, since each voucher is redeemed once.</summary>
    internal static string RedeemedId(Voucher voucher) => $"rw:{voucher.IdempotencyKey}/{EventNames.VoucherRedeemed}";

    /// <summary>Reads the enrollment from the voucher's key.</summary>
    internal static bool TryGetEnrollment(Voucher voucher, out EnrollmentId enrollment)
    {
        var slash = voucher.IdempotencyKey.IndexOf('/', StringComparison.Ordinal);
        return EnrollmentId.TryParse(slash < 0 ? null : voucher.IdempotencyKey[..slash], out enrollment);
    }
}
