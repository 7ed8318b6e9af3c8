using System.Numerics;

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
        where T : struct, IBinaryInteger<T>
    {
        Span<int> ranks = stackalloc int[Count];
        for (var k = 1; k <= Count; k++)
            ranks[k - 1] = (int)((((long)k * values.Length) + 4) / 5) - 1;
        var edges = new T[Count];
        Select(values, ranks, edges);
        return edges;
    }

    /// <summary>The lower median: the value at position ceil(n / 2).</summary>
    internal static T Median<T>(ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var found = new T[1];
        Select(values, [(values.Length - 1) / 2], found);
        return found[0];
    }

    private static void Select<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> ranks, Span<T> found)
        where T : struct, IBinaryInteger<T>
    {
        if (values.Length <= SortBelow)
        {
            var sorted = values.ToArray();
            Array.Sort(sorted);
            for (var i = 0; i < ranks.Length; i++)
                found[i] = sorted[ranks[i]];
            return;
        }

        var (min, range) = Bounds(values);
        var shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount(range) - BucketBits);
        var counts = new int[(int)(range >> shift) + 1];
        foreach (var value in values)
            counts[Distance(value, min) >> shift]++;

        for (int i = 0, bucket = 0, below = 0; i < ranks.Length;)
        {
            while (below + counts[bucket] <= ranks[i])
                below += counts[bucket++];
            var next = i + 1;
            while (next < ranks.Length && ranks[next] < below + counts[bucket])
                next++;
            SelectInBucket(values, ranks[i..next], found[i..next], below, counts[bucket], min, bucket, shift);
            i = next;
        }
    }

    private static void SelectInBucket<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<int> ranks, Span<T> found, int below, int count, T min, int bucket, int shift)
        where T : struct, IBinaryInteger<T>
    {
        if (shift == 0)
        {
            found.Fill(min + T.CreateTruncating(bucket));
            return;
        }

        var members = new T[count];
        var place = 0;
        foreach (var value in values)
        {
            if ((int)(Distance(value, min) >> shift) == bucket)
                members[place++] = value;
        }

        Span<int> active = stackalloc int[ranks.Length];
        for (var i = 0; i < ranks.Length; i++)
            active[i] = ranks[i] - below;
        Select(members, active, found);
    }

    private static (T Min, ulong Range) Bounds<T>(ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            min = T.Min(min, value);
            max = T.Max(max, value);
        }

        return (min, Distance(max, min));
    }

    // Unsigned subtraction wraps to the correct distance even if the signed one would overflow.
    private static ulong Distance<T>(T value, T min)
        where T : struct, IBinaryInteger<T> =>
        ulong.CreateTruncating(value) - ulong.CreateTruncating(min);
}
