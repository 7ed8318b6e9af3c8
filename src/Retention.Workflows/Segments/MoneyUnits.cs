using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>Amounts as whole ten-thousandths in a <see cref="long"/>: exact, small, and fast to add and compare.</summary>
/// <remarks>The framework's currency conversion has the same scale.</remarks>
internal static class MoneyUnits
{
    /// <summary>The largest amount that fits into 64 bits.</summary>
    internal const decimal Limit = 922_337_203_685_477.5807m;

    internal static long From(decimal amount, string parameter)
    {
        if (amount is > Limit or < -Limit)
            throw new ArgumentOutOfRangeException(parameter, amount, $"A sum of money must be within +/- {Limit}.");
        if (decimal.Round(amount, Money.Decimals) != amount)
            throw new ArgumentException($"An amount has at most {Money.Decimals} decimal places; this one is {amount}.", parameter);
        return decimal.ToOACurrency(amount);
    }

    /// <summary>Limits a sum to 64 bits. A sum beyond them is far above every edge, so its score stays right.</summary>
    internal static long Saturate(Int128 units) =>
        units > long.MaxValue ? long.MaxValue : units < -long.MaxValue ? -long.MaxValue : (long)units;

    internal static decimal ToDecimal(long units) => decimal.FromOACurrency(units);

    /// <summary>
    /// Converts an amount that was checked before: a <see cref="Purchase"/> has at most four decimals and a bounded total.
    /// </summary>
    internal static long FromChecked(decimal amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        if (scale > Money.Decimals || (bits[1] | bits[2]) != 0)
            return decimal.ToOACurrency(amount);

        var units = (uint)bits[0] * (scale switch { 0 => 10_000L, 1 => 1_000L, 2 => 100L, 3 => 10L, _ => 1L });
        return bits[3] < 0 ? -units : units;
    }
}
