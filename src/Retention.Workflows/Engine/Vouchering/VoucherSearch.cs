using Retention.Workflows.Customers;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>Lists where a code that a customer typed may be stored, likeliest first. Pure function.</summary>
internal static class VoucherSearch
{
    /// <summary>Lists the places to search.</summary>
    /// <param name="typed">The code as typed.</param>
    /// <param name="customer">The customer to whom it was issued, if known; otherwise null.</param>
    /// <param name="partitionCount">The number of partitions.</param>
    /// <param name="otherCodes">True if there are codes that the library did not generate. If not, a typo costs no read of the
    /// store.</param>
    internal static IEnumerable<VoucherPlace> Places(string typed, CustomerId? customer, int partitionCount, bool otherCodes)
    {
        if (VoucherCode.TryNormalize(typed, out var code) && VoucherCode.TryGetPartition(code, partitionCount, out var carried))
            yield return new VoucherPlace(carried, [code]);
        if (!otherCodes)
            yield break;

        var asIssued = typed.Trim();
        if (asIssued.Length is 0 or > VoucherCode.MaxLength)
            yield break;
        IReadOnlyCollection<string> spellings = [.. new[] { asIssued, asIssued.ToUpperInvariant() }.Distinct(StringComparer.Ordinal)];
        if (customer is { } known)
        {
            yield return new VoucherPlace(Partitioning.Of(known, partitionCount), spellings);
            yield break;
        }

        for (var partition = 0; partition < partitionCount; partition++)
            yield return new VoucherPlace(partition, spellings);
    }
}

/// <summary>A place where a voucher may be stored.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Spellings">The codes to look for there, likeliest first.</param>
internal readonly record struct VoucherPlace(int Partition, IReadOnlyCollection<string> Spellings);
