namespace Retention.Workflows.Time;

/// <summary>Whether what stands written was done by a clock that was far ahead and has been put back since, so that nobody waits until that moment comes.</summary>
/// <remarks>
/// The very next occurrence may have been done early, by a clock a little ahead or by another process: it counts as done, so that it does not come twice. What lies behind it cannot have been
/// due by any clock that is about right.
/// </remarks>
internal static class ClockSkewGuard
{
    /// <summary>Whether an occurrence lies behind the next one of its schedule.</summary>
    internal static bool Is(DateTimeOffset? occurrence, Schedule schedule, DateTimeOffset now, TimeZoneInfo zone) =>
        occurrence > now && occurrence > schedule.Next(now, zone).At;

    /// <summary>Whether an occurrence that is known to be finished still says that there is nothing to do.</summary>
    internal static bool Covers(DateTimeOffset finished, Schedule schedule, DateTimeOffset now, TimeZoneInfo zone) =>
        finished >= schedule.Latest(now, zone).At && !Is(finished, schedule, now, zone);
}
