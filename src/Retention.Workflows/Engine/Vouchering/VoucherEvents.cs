using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>What the log says of vouchers; never a code.</summary>
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

    /// <summary>Follows from what the voucher was issued for, since that is redeemed once.</summary>
    internal static string RedeemedId(Voucher voucher) => $"rw:{voucher.IdempotencyKey}/{EventNames.VoucherRedeemed}";

    /// <summary>Reads the enrollment out of the voucher's key.</summary>
    internal static bool TryGetEnrollment(Voucher voucher, out EnrollmentId enrollment)
    {
        var slash = voucher.IdempotencyKey.IndexOf('/', StringComparison.Ordinal);
        return EnrollmentId.TryParse(slash < 0 ? null : voucher.IdempotencyKey[..slash], out enrollment);
    }
}
