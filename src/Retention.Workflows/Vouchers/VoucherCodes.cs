using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Vouchers;

/// <summary>The library's two sources of voucher codes.</summary>
public static class VoucherCodes
{
    /// <summary>Codes from the system's cryptographic random source; they are unpredictable.</summary>
    /// <remarks>
    /// Among a million codes with the same place and prefix, the probability of a duplicate is 1 in 2,800. The store refuses a duplicate;
    /// the batch is rolled back and repeated with different codes.
    /// </remarks>
    public static IVoucherCodes Random { get; } = new RandomCodes();

    /// <summary>
    /// Codes that are derived from the seed and the voucher's key, so that a replay issues the same codes in any order of execution.
    /// </summary>
    /// <remarks>Anybody who knows the seed can compute every code. Never use them in production.</remarks>
    public static IVoucherCodes Seeded(int seed) => new SeededCodes(seed);

    private sealed class RandomCodes : IVoucherCodes
    {
        public string Make(string prefix, int place, string idempotencyKey)
        {
            Span<byte> bytes = stackalloc byte[8];
            ulong random;
            do
            {
                RandomNumberGenerator.Fill(bytes);
                random = BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 13;
            }
            while (random >= VoucherCode.Variety);

            return VoucherCode.Create(prefix, place, random);
        }
    }

    private sealed class SeededCodes(int seed) : IVoucherCodes
    {
        public string Make(string prefix, int place, string idempotencyKey)
        {
            ArgumentNullException.ThrowIfNull(idempotencyKey);
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{idempotencyKey}")));
            return VoucherCode.Create(prefix, place, BinaryPrimitives.ReadUInt64LittleEndian(hash) % VoucherCode.Variety);
        }
    }
}
