using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows;

/// <summary>Finds time zones by their IANA names, such as <c>Europe/Berlin</c>.</summary>
/// <remarks>
/// The name often comes with a customer's data, so it is checked before the system looks for a file of that name. Names that
/// stand for the server's own zone are unknown here. Zones are read once per process, so new zone data needs a restart.
/// Thread-safe; memory is bounded, whatever is asked for.
/// </remarks>
public static class TimeZones
{
    private const int MaxNameLength = 64;
    private const int CacheSize = 1_024;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> Unknown = new(StringComparer.Ordinal);

    /// <summary>How many names are remembered, known and unknown.</summary>
    internal static int RememberedNames => Known.Count + Unknown.Count;

    /// <summary>Looks for a zone by its IANA name.</summary>
    /// <param name="id">The name, or null, which is unknown like any other name that no zone has. Windows names are unknown.</param>
    /// <param name="zone">The zone when it is known.</param>
    public static bool TryGet([NotNullWhen(true)] string? id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        if (id is null || !IsPlausible(id))
            return false;
        if (Known.TryGetValue(id, out zone))
            return true;
        if (Unknown.ContainsKey(id))
            return false;

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) && found.HasIanaId)
        {
            zone = found;
            if (Known.Count < CacheSize)
                Known.TryAdd(id, found);
            return true;
        }

        // Forgetting all is cheap and rare; remembering all would let bad input fill the memory.
        if (Unknown.Count >= CacheSize)
            Unknown.Clear();
        Unknown.TryAdd(id, true);
        return false;
    }

    /// <summary>The zone of this IANA name, which a host or an author wrote.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static TimeZoneInfo Require(string id, string parameter) =>
        TryGet(id, out var zone)
            ? zone
            : throw new ArgumentException($"This machine knows no time zone '{id}'. Give an IANA name such as Europe/Ljubljana.", parameter);

    /// <summary>The customer's zone when it is known, otherwise the shop's. Never the server's.</summary>
    /// <param name="customerZone">The IANA name that the customer's data holds, if any.</param>
    /// <param name="shopZone">The zone of the shop.</param>
    public static TimeZoneInfo For(string? customerZone, TimeZoneInfo shopZone)
    {
        ArgumentNullException.ThrowIfNull(shopZone);
        return TryGet(customerZone, out var zone) ? zone : shopZone;
    }

    /// <summary>Whether the name can be one of the zone database: no path out of it, nothing in it that is not a place.</summary>
    private static bool IsPlausible(string id) =>
        id.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetter(id[0])
        && !id.AsSpan().ContainsAnyExcept(NameCharacters)
        && id is not ("localtime" or "posixrules" or "Factory")
        && !id.StartsWith("posix/", StringComparison.Ordinal)
        && !id.StartsWith("right/", StringComparison.Ordinal);
}
