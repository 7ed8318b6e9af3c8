namespace Retention.Workflows.Vouchers;

/// <summary>Generates the codes of vouchers that the library issues. Thread-safe.</summary>
/// <remarks>
/// Use <see cref="VoucherCodes.Random"/> in production and <see cref="VoucherCodes.Seeded"/> in tests and replays. A code in a form other
/// than that of <see cref="VoucherCode"/> is looked up like a code of the shop's own issuer.
/// </remarks>
public interface IVoucherCodes
{
    /// <summary>Generates a code that was not used before.</summary>
    /// <param name="prefix">The prefix of the code: at most 8 capital letters, or empty.</param>
    /// <param name="place">The place of the voucher in the store, from <see cref="VoucherCode.PlaceOf"/>; the code contains it.</param>
    /// <param name="idempotencyKey">The idempotency key of the voucher. A random source may ignore it.</param>
    string Make(string prefix, int place, string idempotencyKey);
}
