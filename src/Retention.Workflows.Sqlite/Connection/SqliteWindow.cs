namespace Retention.Workflows.Sqlite.Connection;

/// <summary>
/// The bounds of windows in whole milliseconds. Stored instants are whole milliseconds, so a bound between two is moved where it has the
/// same effect.
/// </summary>
internal static class SqliteWindow
{
    /// <summary>The bound for <c>occurred_at &gt; ?</c>; the least instant stands for all history.</summary>
    internal static long After(DateTimeOffset after) => after == DateTimeOffset.MinValue ? long.MinValue : after.ToUnixTimeMilliseconds();

    /// <summary>The bound for <c>occurred_at &lt; ?</c>.</summary>
    internal static long Before(DateTimeOffset before) =>
        before.ToUnixTimeMilliseconds() + (before.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
