namespace Retention.Workflows.Import.Index;

/// <summary>A 64-bit hash of texts (FNV-1a with a final mix). Among ten million ids two are equal with a chance of 1 in 370,000.</summary>
internal static class ContentHash
{
    private const ulong Start = 14695981039346656037UL;
    private const ulong Factor = 1099511628211UL;

    internal static ulong Of(string text) => Mix(Add(Start, text));

    internal static ulong Of(params ReadOnlySpan<string?> texts)
    {
        var hash = Start;
        foreach (var text in texts)
            hash = (Add(hash, text ?? "\u0001") ^ 0xff) * Factor;
        return Mix(hash);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            hash = (hash ^ character) * Factor;
        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
