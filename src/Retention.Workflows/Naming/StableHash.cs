using System.Text;

namespace Retention.Workflows.Naming;

/// <summary>A hash that is the same on every machine, in every process and in every version. Partitions and chance depend on it.</summary>
/// <remarks>
/// FNV-1a over UTF-8 (Fowler, Noll, Vo), followed by the 64-bit finalizer of MurmurHash3 (Appleby), so that similar inputs get distant
/// values.
/// </remarks>
internal static class StableHash
{
    internal static ulong Of(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[512];
        var hash = 14695981039346656037UL;
        while (!text.IsEmpty)
        {
            var taken = Math.Min(text.Length, 128);
            if (taken < text.Length && char.IsHighSurrogate(text[taken - 1]))
                taken--;
            var written = Encoding.UTF8.GetBytes(text[..taken], bytes);
            foreach (var value in bytes[..written])
                hash = (hash ^ value) * 1099511628211UL;
            text = text[taken..];
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
