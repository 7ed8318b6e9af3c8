using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows;

/// <summary>Finds time zones by their IANA names, such as <c>Europe/Berlin</c>.</summary>
/// <remarks>
/// Names often come from customer data, so they are checked before the system searches for a file with that name. Names that stand for the
/// server's own zone are unknown. Zones are read once per process, so new time zone data needs a restart. Thread-safe; the memory use is
/// bounded for any input.
/// </remarks>
public static class TimeZones
{
    private const int MaxNameLength = 64;
    private const int CacheSize = 1_024;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> Unknown = new(StringComparer.Ordinal);

    /// <summary>The number of cached names, known and unknown.</summary>
    internal static int RememberedNames => Known.Count + Unknown.Count;

    /// <summary>Finds a time zone by its IANA name.</summary>
    /// <param name="id">The name. Null and Windows names are unknown.</param>
    /// <param name="zone">The time zone if it is known; otherwise null.</param>
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

        // Clearing the cache is cheap and rare. An unbounded cache could be filled by bad input.
        if (Unknown.Count >= CacheSize)
            Unknown.Clear();
        Unknown.TryAdd(id, true);
        return false;
    }

    /// <summary>The time zone with this IANA name, which a host or an author wrote.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    internal static TimeZoneInfo Require(string id, string parameter) =>
        TryGet(id, out var zone)
            ? zone
            : throw new ArgumentException(
                $"The time zone '{id}' is unknown on this machine. Use an IANA name such as Europe/Ljubljana.", parameter);

    /// <summary>The customer's time zone if it is known, otherwise the shop's. Never the server's.</summary>
    /// <param name="customerZone">The IANA name in the customer's data; may be null.</param>
    /// <param name="shopZone">The time zone of the shop.</param>
    public static TimeZoneInfo For(string? customerZone, TimeZoneInfo shopZone)
    {
        ArgumentNullException.ThrowIfNull(shopZone);
        return TryGet(customerZone, out var zone) ? zone : shopZone;
    }

    /// <summary>
    /// True if the name can be an entry of the time zone database: a relative path without "..", and not one of the database's other files.
    /// </summary>
    private static bool IsPlausible(string id) =>
        id.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetter(id[0])
        && !id.AsSpan().ContainsAnyExcept(NameCharacters)
        && id is not ("localtime" or "posixrules" or "Factory")
        && !id.StartsWith("posix/", StringComparison.Ordinal)
        && !id.StartsWith("right/", StringComparison.Ordinal);
}
