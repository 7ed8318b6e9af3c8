namespace Retention.Workflows.Vouchers;

/// <summary>Makes up the codes of vouchers that the library issues. Thread-safe.</summary>
/// <remarks>
/// <see cref="VoucherCodes.Random"/> is the one to sell with; <see cref="VoucherCodes.Seeded"/> is for tests and simulations.
/// A code of another form than <see cref="VoucherCode"/> makes is found only like one of a shop's own issuer.
/// </remarks>
public interface IVoucherCodes
{
    /// <summary>Makes a code that was not used before.</summary>
    /// <param name="prefix">What stands before the code: at most 8 capital letters, or nothing.</param>
    /// <param name="place">Where the voucher will lie, from <see cref="VoucherCode.PlaceOf"/>; the code carries it.</param>
    /// <param name="idempotencyKey">What the voucher is issued for. A random source may pass it over.</param>
    string Make(string prefix, int place, string idempotencyKey);
}
