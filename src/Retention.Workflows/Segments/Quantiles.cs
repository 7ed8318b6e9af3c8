using System.Numerics;
using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>Finds the four edges between fifths without sorting all values.</summary>
/// <remarks>
/// A histogram over the leading bits determines the bucket of an edge; only that bucket is examined again. Each round reduces the range by
/// 14 bits, so even the worst data costs only a few passes.
/// </remarks>
internal static class Quantiles
{
    internal const int Count = 4;

    private const int BucketBits = 14;
    private const int SortBelow = 1024;

    /// <summary>Edge k is the value at position ceil(k * n / 5), counted from 1 in ascending order.</summary>
    internal static T[] Edges<T>(ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T> =>
        Edges<T, Itself<T>, T>(values, values.Length);

    /// <summary>The edges of the measure of those rows that count.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">The number of rows that count.</param>
    internal static T[] Edges<TRow, TMeasure, T>(ReadOnlySpan<TRow> rows, int count)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        Span<int> ranks = stackalloc int[Count];
        for (var k = 1; k <= Count; k++)
            ranks[k - 1] = (int)((((long)k * count) + 4) / 5) - 1;
        var edges = new T[Count];
        Select<TRow, TMeasure, T>(rows, count, ranks, edges);
        return edges;
    }

    /// <summary>The lower median: the value at position ceil(n / 2).</summary>
    internal static T Median<T>(ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var found = new T[1];
        Select<T, Itself<T>, T>(values, values.Length, [(values.Length - 1) / 2], found);
        return found[0];
    }

    private static void Select<TRow, TMeasure, T>(ReadOnlySpan<TRow> rows, int count, ReadOnlySpan<int> ranks, Span<T> found)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        if (count <= SortBelow)
        {
            var sorted = new T[count];
            var place = 0;
            foreach (ref readonly var row in rows)
            {
                if (TMeasure.Counts(row))
                    sorted[place++] = TMeasure.Of(row);
            }

            Array.Sort(sorted);
            for (var i = 0; i < ranks.Length; i++)
                found[i] = sorted[ranks[i]];
            return;
        }

        var (min, range) = Bounds<TRow, TMeasure, T>(rows);
        var shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(range) - BucketBits);
        var counts = Histogram<TRow, TMeasure, T>(rows, min, range, shift);

        for (int i = 0, bucket = 0, below = 0; i < ranks.Length;)
        {
            while (below + counts[bucket] <= ranks[i])
                below += counts[bucket++];
            var next = i + 1;
            while (next < ranks.Length && ranks[next] < below + counts[bucket])
                next++;
            SelectInBucket<TRow, TMeasure, T>(rows, ranks[i..next], found[i..next], below, counts[bucket], min, bucket, shift);
            i = next;
        }
    }

    private static void SelectInBucket<TRow, TMeasure, T>(
        ReadOnlySpan<TRow> rows, ReadOnlySpan<int> ranks, Span<T> found, int below, int count, T min, int bucket, int shift)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        if (shift == 0)
        {
            found.Fill(min + T.CreateTruncating(bucket));
            return;
        }

        Span<int> active = stackalloc int[ranks.Length];
        for (var i = 0; i < ranks.Length; i++)
            active[i] = ranks[i] - below;
        Select<T, Itself<T>, T>(Members<TRow, TMeasure, T>(rows, count, min, bucket, shift), count, active, found);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T[] Members<TRow, TMeasure, T>(ReadOnlySpan<TRow> rows, int count, T min, int bucket, int shift)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        var members = new T[count];
        var place = 0;
        foreach (ref readonly var row in rows)
        {
            if (TMeasure.Counts(row) && (int)(Distance(TMeasure.Of(row), min) >> shift) == bucket)
                members[place++] = TMeasure.Of(row);
        }

        return members;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Histogram<TRow, TMeasure, T>(ReadOnlySpan<TRow> rows, T min, ulong range, int shift)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        var counts = new int[(int)(range >> shift) + 1];
        foreach (ref readonly var row in rows)
        {
            if (TMeasure.Counts(row))
                counts[Distance(TMeasure.Of(row), min) >> shift]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Min, ulong Range) Bounds<TRow, TMeasure, T>(ReadOnlySpan<TRow> rows)
        where TMeasure : struct, IMeasure<TRow, T>
        where T : struct, IBinaryInteger<T>
    {
        var (min, max, none) = (T.Zero, T.Zero, true);
        foreach (ref readonly var row in rows)
        {
            if (!TMeasure.Counts(row))
                continue;
            var value = TMeasure.Of(row);
            (min, max, none) = none ? (value, value, false) : (T.Min(min, value), T.Max(max, value), false);
        }

        return (min, Distance(max, min));
    }

    // Unsigned subtraction wraps to the correct distance even if the signed one would overflow.
    private static ulong Distance<T>(T value, T min)
        where T : struct, IBinaryInteger<T> =>
        ulong.CreateTruncating(value) - ulong.CreateTruncating(min);

    private readonly struct Itself<T> : IMeasure<T, T>
    {
        public static bool Counts(in T row) => true;

        public static T Of(in T row) => row;
    }
}
