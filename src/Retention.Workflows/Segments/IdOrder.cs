namespace Retention.Workflows.Segments;

/// <summary>
/// Sorts ids ordinally and compares numbers where possible, because ids of a shop usually share a prefix and differ soon after it.
/// </summary>
internal static class IdOrder
{
    /// <summary>The indexes of the ids, in ascending ordinal order of the ids.</summary>
    internal static int[] Of(ReadOnlySpan<string> ids)
    {
        var order = new int[ids.Length];
        if (ids.Length == 0)
            return order;
        var prefix = SharedPrefix(ids);
        var narrow = AllBelow256(ids, prefix);
        var keys = new ulong[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            order[i] = i;
            keys[i] = narrow ? Key(ids[i].AsSpan(prefix), 8) : Key(ids[i].AsSpan(prefix), 16);
        }

        Array.Sort(keys, order);
        SortTies(ids, keys, order);
        return order;
    }

    private static int SharedPrefix(ReadOnlySpan<string> ids)
    {
        var shared = ids[0].AsSpan();
        foreach (var id in ids)
            shared = shared[..shared.CommonPrefixLength(id)];
        return shared.Length;
    }

    private static bool AllBelow256(ReadOnlySpan<string> ids, int prefix)
    {
        foreach (var id in ids)
        {
            if (id.AsSpan(prefix).ContainsAnyExceptInRange('\0', '\u00ff'))
                return false;
        }

        return true;
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

    private static void SortTies(ReadOnlySpan<string> ids, ulong[] keys, int[] order)
    {
        var texts = ids.ToArray();
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
                end++;
            if (end - start > 1)
                order.AsSpan(start, end - start).Sort((left, right) => string.CompareOrdinal(texts[left], texts[right]));
            start = end;
        }
    }
}
