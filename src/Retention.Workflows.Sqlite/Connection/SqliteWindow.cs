namespace Retention.Workflows.Sqlite.Connection;

/// <summary>The bounds of windows as whole milliseconds. What is stored has whole ones, so a bound between two is moved to where it changes nothing.</summary>
internal static class SqliteWindow
{
    /// <summary>For <c>occurred_at &gt; ?</c>; the least instant stands for all history.</summary>
    internal static long After(DateTimeOffset after) => after == DateTimeOffset.MinValue ? long.MinValue : after.ToUnixTimeMilliseconds();

    /// <summary>For <c>occurred_at &lt; ?</c>.</summary>
    internal static long Before(DateTimeOffset before) =>
        before.ToUnixTimeMilliseconds() + (before.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
