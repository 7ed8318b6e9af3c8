using Retention.Workflows.Customers;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>Where a code that a customer typed may lie, likeliest place first. Pure.</summary>
internal static class VoucherSearch
{
    /// <summary>Lists the places.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="customer">To whom it was issued, where that is known.</param>
    /// <param name="partitionCount">How many partitions there are.</param>
    /// <param name="otherCodes">Whether there are codes that the library did not make. Without them a typo costs no look into the store.</param>
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

/// <summary>A place where a voucher may lie.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Spellings">The codes it may have there, likeliest first.</param>
internal readonly record struct VoucherPlace(int Partition, IReadOnlyCollection<string> Spellings);
