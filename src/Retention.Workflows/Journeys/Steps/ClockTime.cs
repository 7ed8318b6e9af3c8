namespace Retention.Workflows.Journeys.Steps;

/// <summary>A local time at which a wait ends.</summary>
/// <param name="TimeOfDay">The time of day.</param>
/// <param name="Day">The day of the week; null for any day.</param>
internal readonly record struct ClockTime(TimeOnly TimeOfDay, DayOfWeek? Day = null)
{
    /// <summary>The first such time after an instant.</summary>
    internal DateTimeOffset FirstAfter(DateTimeOffset instant, TimeZoneInfo zone) => Day is { } day
        ? LocalTime.NextTimeOfWeek(instant, day, TimeOfDay, zone) : LocalTime.NextTimeOfDay(instant, TimeOfDay, zone);

    /// <summary>The last such time until an instant, inclusive.</summary>
    internal DateTimeOffset LastUntil(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var last = FirstAfter(instant.AddDays(Day is null ? -2 : -8), zone);
        for (var next = last; next <= instant; next = FirstAfter(next, zone))
            last = next;
        return last;
    }
}
