namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>
/// Instants as PostgreSQL's <c>timestamptz</c> in whole milliseconds. The bounds of windows are moved to whole ones where that has the same
/// effect.
/// </summary>
internal static class PostgreSqlInstant
{
    internal static DateTime Of(DateTimeOffset instant) => Floor(instant.UtcDateTime);

    /// <summary>The bound for <c>occurred_at &lt; $n</c>: the next whole millisecond.</summary>
    internal static DateTime Before(DateTimeOffset before)
    {
        var floor = Floor(before.UtcDateTime);
        if (floor == before.UtcDateTime)
            return floor;
        return DateTime.MaxValue - floor < TimeSpan.FromMilliseconds(1) ? DateTime.MaxValue : floor.AddMilliseconds(1);
    }

    internal static DateTimeOffset From(DateTime stored) => new(stored.ToUniversalTime());

    private static DateTime Floor(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}
