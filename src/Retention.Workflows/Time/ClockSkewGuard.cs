namespace Retention.Workflows.Time;

/// <summary>
/// Detects stored occurrences that were written by a clock that was far ahead and has since been set back. Without it the work would wait
/// until that time.
/// </summary>
/// <remarks>
/// The very next occurrence may have been executed early, by a clock slightly ahead or by another process. It counts as executed, so that
/// it is not executed twice. Occurrences after it cannot have been due by any roughly correct clock.
/// </remarks>
internal static class ClockSkewGuard
{
    /// <summary>
    /// True if the stored occurrence is after the next occurrence of its schedule, so that it comes from a clock that has since been set
    /// back.
    /// </summary>
    internal static bool Is(DateTimeOffset? occurrence, Schedule schedule, DateTimeOffset now, TimeZoneInfo zone) =>
        occurrence > now && occurrence > schedule.Next(now, zone).At;

    /// <summary>True if a finished occurrence still means that nothing is due.</summary>
    internal static bool Covers(DateTimeOffset finished, Schedule schedule, DateTimeOffset now, TimeZoneInfo zone) =>
        finished >= schedule.Latest(now, zone).At && !Is(finished, schedule, now, zone);
}
