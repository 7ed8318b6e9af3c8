using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>
/// Sorts ids ordinally and compares numbers where possible, because ids of a shop usually share a prefix and differ soon after it.
/// </summary>
internal static class IdOrder
{
    /// <summary>Ids between the request for a text and its use: the time that memory takes.</summary>
    private const int Ahead = 16;

    /// <summary>The indexes of the ids, in ascending ordinal order of the ids.</summary>
    /// <param name="ids">The ids, without duplicates.</param>
    /// <param name="threads">The number of parts that are sorted at the same time and then merged.</param>
    internal static int[] Of(string[] ids, int threads = 1)
    {
        if (ids.Length == 0)
            return [];
        var (prefixes, narrow) = (new int[threads], new bool[threads]);
        Run((share, from, until) => prefixes[share] = SharedPrefix(ids[0], ids.AsSpan(from, until - from)));
        var prefix = prefixes.Min();
        Run((share, from, until) => narrow[share] = AllBelow256(ids.AsSpan(from, until - from), prefix));
        var bits = Array.TrueForAll(narrow, all => all) ? 8 : 16;

        var (keys, order) = (new ulong[ids.Length], new int[ids.Length]);
        Run((_, from, until) =>
        {
            SetKeys(ids, prefix, bits, keys, order, from, until);
            Array.Sort(keys, order, from, until - from);
            SortTies(ids, keys, order, from, until);
        });
        return threads == 1 ? order : Merge(ids, keys, order, threads);

        void Run(Action<int, int, int> part) => Shares.Run(threads, threads, share =>
        {
            var (from, until) = Shares.Part(share, threads, ids.Length);
            part(share, from, until);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SharedPrefix(string first, ReadOnlySpan<string> ids)
    {
        var shared = first.AsSpan();
        for (var i = 0; i < ids.Length; i++)
        {
            Load(ids, i + Ahead);
            shared = shared[..shared.CommonPrefixLength(ids[i])];
        }

        return shared.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AllBelow256(ReadOnlySpan<string> ids, int prefix)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            Load(ids, i + Ahead);
            if (ids[i].AsSpan(prefix).ContainsAnyExceptInRange('\0', '\u00ff'))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SetKeys(string[] ids, int prefix, int bits, ulong[] keys, int[] order, int from, int until)
    {
        for (var i = from; i < until; i++)
        {
            Load(ids, i + Ahead);
            order[i] = i;
            keys[i] = Key(ids[i].AsSpan(prefix), bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(ReadOnlySpan<string> ids, int index)
    {
        if (index < ids.Length)
            CacheLine.Load(in ids[index].GetPinnableReference());
    }

    // The leading characters, high bits first, so that the numbers sort like the texts. Shorter ids are padded with zero, which no id
    // contains, because control characters are refused.
    private static ulong Key(ReadOnlySpan<char> id, int bits)
    {
        var key = 0UL;
        var places = 64 / bits;
        for (var i = 0; i < places; i++)
            key = (key << bits) | (i < id.Length ? id[i] : (ulong)0);
        return key;
    }

    private static void SortTies(string[] ids, ulong[] keys, int[] order, int from, int until)
    {
        for (var start = from; start < until;)
        {
            var end = start + 1;
            while (end < until && keys[end] == keys[start])
                end++;
            if (end - start > 1)
                order.AsSpan(start, end - start).Sort((left, right) => string.CompareOrdinal(ids[left], ids[right]));
            start = end;
        }
    }

    /// <summary>Merges the sorted parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Merge(string[] ids, ulong[] keys, int[] order, int parts)
    {
        var merged = new int[order.Length];
        var (heads, ends) = (new int[parts], new int[parts]);
        for (var part = 0; part < parts; part++)
            (heads[part], ends[part]) = Shares.Part(part, parts, ids.Length);
        for (var i = 0; i < merged.Length; i++)
        {
            var least = -1;
            for (var part = 0; part < parts; part++)
            {
                if (heads[part] < ends[part] && (least < 0 || IsLess(ids, keys, order, heads[part], heads[least])))
                    least = part;
            }

            merged[i] = order[heads[least]++];
        }

        return merged;
    }

    private static bool IsLess(string[] ids, ulong[] keys, int[] order, int left, int right) =>
        keys[left] != keys[right] ? keys[left] < keys[right] : string.CompareOrdinal(ids[order[left]], ids[order[right]]) < 0;
}
