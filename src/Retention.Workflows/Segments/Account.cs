using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>The sums of one customer's rows.</summary>
internal struct Account
{
    internal CustomerId Id;
    internal long First;
    internal long Last;
    internal int Count;

    // The sum of amounts in 96 bits, so that it is exact in any order of rows.
    private int _high;
    private ulong _low;

    /// <summary>The sum of amounts in ten-thousandths, limited to 64 bits.</summary>
    internal readonly long Units => MoneyUnits.Saturate(new Int128((ulong)_high, _low));

    /// <summary>Adds a purchase, or a refund if the amount is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(long units, long at)
    {
        _low += (ulong)units;
        _high += (int)(units >> 63) + (_low < (ulong)units ? 1 : 0);
        if (units < 0)
            return;
        First = Count == 0 ? at : Math.Min(First, at);
        Last = Math.Max(Last, at);
        Count++;
    }

    /// <summary>Adds the sums of other rows of the same customer.</summary>
    internal void Add(in Account other)
    {
        _low += other._low;
        _high += other._high + (_low < other._low ? 1 : 0);
        if (other.Count == 0)
            return;
        First = Count == 0 ? other.First : Math.Min(First, other.First);
        Last = Math.Max(Last, other.Last);
        Count += other.Count;
    }
}
