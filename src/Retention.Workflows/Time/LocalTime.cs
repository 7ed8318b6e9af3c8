namespace Retention.Workflows;

/// <summary>Converts between instants and local times, and does calendar arithmetic in a time zone.</summary>
/// <remarks>
/// One rule defines the instant of a local time: it is the <em>first instant at which the clock shows that time or a later one</em>. A time
/// that the clock skips becomes the first instant after the gap. A time that the clock shows twice becomes the earlier instant. So a later
/// local time never means an earlier instant.
/// <para>
/// All results are in UTC. Instants and local times must be in the years 2 to 9998. The calculation assumes that a zone does not change its
/// clocks twice within 28 hours; a test checks all zones from 1970 to 2040. All members are pure and thread-safe, and none uses the time
/// zone of the server.
/// </para>
/// </remarks>
public static class LocalTime
{
    internal static readonly DateTime Earliest = new(2, 1, 1);
    internal static readonly DateTime End = new(9999, 1, 1);

    // TimeZoneInfo allows no larger offset, so a local time is within this distance of its instant.
    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    /// <summary>The local time in a zone at an instant; its kind is <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is outside the years 2 to 9998.</exception>
    public static DateTime At(DateTimeOffset instant, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ThrowIfOutside(instant.UtcDateTime, nameof(instant));
        return instant.ToOffset(zone.GetUtcOffset(instant)).DateTime;
    }

    /// <summary>The date in a zone at an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is outside the years 2 to 9998.</exception>
    public static DateOnly LocalDate(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(At(instant, zone));

    /// <summary>The first instant at which the clock shows this local time or a later one.</summary>
    /// <param name="local">A local time of kind <see cref="DateTimeKind.Unspecified"/>.</param>
    /// <param name="zone">The time zone of the clock.</param>
    /// <exception cref="ArgumentException">The kind is not <see cref="DateTimeKind.Unspecified"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside the years 2 to 9998.</exception>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (local.Kind != DateTimeKind.Unspecified)
            throw new ArgumentException($"A local time of a given zone has the kind Unspecified, not {local.Kind}.", nameof(local));
        ThrowIfOutside(local, nameof(local));

        // The local time as if it were UTC; it can be compared with an instant plus its offset.
        var clock = new DateTimeOffset(local, TimeSpan.Zero);
        var (earlier, later) = (clock - MaxOffset, clock + MaxOffset);

        var before = zone.GetUtcOffset(earlier);
        var asBefore = clock - before;
        if (zone.GetUtcOffset(asBefore) == before)
            return asBefore;

        var after = zone.GetUtcOffset(later);
        var asAfter = clock - after;
        if (zone.GetUtcOffset(asAfter) == after)
            return asAfter;

        // The time is in a gap. The clock shows an earlier time at 'earlier' and a later one at 'later', so its jump is between them.
        while (later.Ticks - earlier.Ticks > 1)
        {
            var middle = earlier + (later - earlier) / 2;
            if (middle + zone.GetUtcOffset(middle) >= clock)
                later = middle;
            else
                earlier = middle;
        }

        return later;
    }

    /// <summary>The first instant at which the clock shows this date and time or a later one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is outside the years 2 to 9998.</exception>
    public static DateTimeOffset ToInstant(DateOnly date, TimeOnly time, TimeZoneInfo zone) => ToInstant(date.ToDateTime(time), zone);

    /// <summary>The first instant of a day: midnight, or the end of the gap if the clock skips midnight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is outside the years 2 to 9998.</exception>
    public static DateTimeOffset StartOfDay(DateOnly date, TimeZoneInfo zone) => ToInstant(date, TimeOnly.MinValue, zone);

    /// <summary>Adds a period to an instant.</summary>
    /// <remarks>
    /// Months are added first, clamped to the last day of the month, then days, both at the same local time; then the exact part elapses.
    /// Months are counted from the original date, so for a series add 1, 2, 3 months to its start and not one month to each result: 31
    /// January, 28 February, 31 March. The result is never before <paramref name="instant"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result is outside the years 2 to 9998.</exception>
    public static DateTimeOffset Add(DateTimeOffset instant, Period period, TimeZoneInfo zone) => Move(instant, period, 1, zone);

    /// <summary>Subtracts a period from an instant: the start of a window of that length.</summary>
    /// <remarks>
    /// Months are subtracted first, clamped to the last day of the month, then days, both at the same local time; then the exact part. Six
    /// months before 31 August is 28 or 29 February. The result is never after <paramref name="instant"/>. This does not reverse
    /// <see cref="Add"/>: one month before 28 February is always 28 January.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result is outside the years 2 to 9998.</exception>
    public static DateTimeOffset Subtract(DateTimeOffset instant, Period period, TimeZoneInfo zone) => Move(instant, period, -1, zone);

    /// <summary>The first instant strictly after another one at which this time of day occurs.</summary>
    /// <remarks>
    /// The time occurs once per date. If the clock skips the time, it occurs at the end of the gap. If the clock shows the time twice, only
    /// the first occurrence counts; between the two, the result is therefore on the next day.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result is outside the years 2 to 9998.</exception>
    public static DateTimeOffset NextTimeOfDay(DateTimeOffset instant, TimeOnly time, TimeZoneInfo zone)
    {
        var date = LocalDate(instant, zone);
        var next = ToInstant(date, time, zone);
        while (next <= instant)
        {
            date = date.AddDays(1);
            next = ToInstant(date, time, zone);
        }

        return next;
    }

    /// <summary>
    /// The first instant strictly after another one at which this time occurs on this day of the week; see <see cref="NextTimeOfDay"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result is outside the years 2 to 9998.</exception>
    public static DateTimeOffset NextTimeOfWeek(DateTimeOffset instant, DayOfWeek day, TimeOnly time, TimeZoneInfo zone)
    {
        var date = LocalDate(instant, zone);
        date = date.AddDays(((int)day - (int)date.DayOfWeek + 7) % 7);
        var next = ToInstant(date, time, zone);
        return next > instant ? next : ToInstant(date.AddDays(7), time, zone);
    }

    /// <summary>A birthday or anniversary in a given year. In common years 29 February becomes 28 February.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is not 1 to 9999.</exception>
    public static DateOnly InYear(DateOnly date, int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9999);
        return new DateOnly(year, date.Month, Math.Min(date.Day, DateTime.DaysInMonth(year, date.Month)));
    }

    private static DateTimeOffset Move(DateTimeOffset instant, Period period, int direction, TimeZoneInfo zone)
    {
        var local = At(instant, zone);

        // Without a calendar part, the local time must not be used: in an overlap it would lead back to the first occurrence.
        var moved = period is { MonthCount: 0, DayCount: 0 }
            ? instant.ToUniversalTime()
            : ToInstant(MoveDate(local, period, direction), zone);

        var ticks = moved.UtcTicks + direction * period.TimePart.Ticks;
        if (ticks < Earliest.Ticks || ticks >= End.Ticks)
            throw Outside(nameof(period));
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static DateTime MoveDate(DateTime local, Period period, int direction)
    {
        DateTime moved;
        try
        {
            moved = local.AddMonths(direction * period.MonthCount).AddDays(direction * period.DayCount);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Outside(nameof(period));
        }

        ThrowIfOutside(moved, nameof(period));
        return moved;
    }

    private static void ThrowIfOutside(DateTime time, string name)
    {
        if (time < Earliest || time >= End)
            throw Outside(name);
    }

    private static ArgumentOutOfRangeException Outside(string name) =>
        new(name,
            "Local time is supported for the years 2 to 9998 only. Do not use DateTime.MinValue or MaxValue to express 'ever' or 'never'.");
}
