namespace Retention.Workflows;

/// <summary>Translates between instants and the clock on a wall somewhere, and does calendar arithmetic there.</summary>
/// <remarks>
/// One rule decides what a local time means: it is the <em>first instant at which the clock shows that time or has passed
/// it</em>. A time that the clock skips becomes the first instant after the gap; a time that it shows twice is the
/// earlier instant. So a later local time never means an earlier instant.
/// <para>
/// All results are in UTC. Instants and local times lie in the years 2 to 9998. It is assumed that a zone does not change its
/// clocks twice within 28 hours; a test looks through all zones from 1970 to 2040. Everything here is pure and
/// thread-safe, and nothing knows the zone of the server.
/// </para>
/// </remarks>
public static class LocalTime
{
    internal static readonly DateTime Earliest = new(2, 1, 1);
    internal static readonly DateTime End = new(9999, 1, 1);

    // TimeZoneInfo allows no greater offset, so a local time lies within this distance of its instant.
    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    /// <summary>What the clock in a zone shows at an instant; its kind is <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies outside of the years 2 to 9998.</exception>
    public static DateTime At(DateTimeOffset instant, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ThrowIfOutside(instant.UtcDateTime, nameof(instant));
        return instant.ToOffset(zone.GetUtcOffset(instant)).DateTime;
    }

    /// <summary>The date in a zone at an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies outside of the years 2 to 9998.</exception>
    public static DateOnly LocalDate(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(At(instant, zone));

    /// <summary>The first instant at which the clock shows this local time or has passed it.</summary>
    /// <param name="local">A local time of kind <see cref="DateTimeKind.Unspecified"/>.</param>
    /// <param name="zone">Where the clock hangs.</param>
    /// <exception cref="ArgumentException">The kind says that the time is not a local time of <paramref name="zone"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (local.Kind != DateTimeKind.Unspecified)
            throw new ArgumentException($"A local time of a given zone has the kind Unspecified, not {local.Kind}.", nameof(local));
        ThrowIfOutside(local, nameof(local));

        // The local time written as if it were UTC: an instant plus its offset can be compared with it.
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

        // In a gap. The clock stands before the asked time at 'earlier' and behind it at 'later', so its jump is between.
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

    /// <summary>The first instant at which the clock shows this date and time or has passed it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset ToInstant(DateOnly date, TimeOnly time, TimeZoneInfo zone) => ToInstant(date.ToDateTime(time), zone);

    /// <summary>The first instant of a day: midnight, or the end of the gap where the clock skips midnight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset StartOfDay(DateOnly date, TimeZoneInfo zone) => ToInstant(date, TimeOnly.MinValue, zone);

    /// <summary>The instant that lies a period after another one.</summary>
    /// <remarks>
    /// Months first, clamped to the last day of the month, then days, both at the same local time; then the exact part elapses.
    /// Months are counted from the original date, so for a series add 1, 2, 3 months to its start and not one month to each
    /// result: 31 January, 28 February, 31 March. The result is never before <paramref name="instant"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset Add(DateTimeOffset instant, Period period, TimeZoneInfo zone) => Move(instant, period, 1, zone);

    /// <summary>The instant that lies a period before another one: where a window of that length begins.</summary>
    /// <remarks>
    /// Months first, clamped to the last day of the month, then days, both at the same local time; then the exact part. Six months
    /// before 31 August is 28 or 29 February. The result is never after <paramref name="instant"/>. This is not the way back
    /// from <see cref="Add"/>: a month before 28 February is 28 January, wherever one came from.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset Subtract(DateTimeOffset instant, Period period, TimeZoneInfo zone) => Move(instant, period, -1, zone);

    /// <summary>The first instant strictly after another one at which it becomes this time of a day.</summary>
    /// <remarks>
    /// Once per date: on a day whose clock skips the time it is the end of the gap, and a time that the clock shows twice counts
    /// at its first showing only. Between the two showings the answer is therefore on the next day.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result lies outside of the years 2 to 9998.</exception>
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

    /// <summary>The first instant strictly after another one at which it becomes this time of a day of the week; see <see cref="NextTimeOfDay"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the result lies outside of the years 2 to 9998.</exception>
    public static DateTimeOffset NextTimeOfWeek(DateTimeOffset instant, DayOfWeek day, TimeOnly time, TimeZoneInfo zone)
    {
        var date = LocalDate(instant, zone);
        date = date.AddDays(((int)day - (int)date.DayOfWeek + 7) % 7);
        var next = ToInstant(date, time, zone);
        return next > instant ? next : ToInstant(date.AddDays(7), time, zone);
    }

    /// <summary>A birthday or anniversary in a given year; 29 February falls on 28 February in common years.</summary>
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

        // Without a calendar part the clock on the wall has no say: in an overlap it would lead back to the first showing.
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
        new(name, "Local time is known for the years 2 to 9998 only. The least and the greatest value of a type are no instants to calculate with: say 'ever' or 'never' in another way.");
}
