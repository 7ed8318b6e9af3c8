using System.Globalization;
using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A schedule that recurs at a local time: daily, weekly or monthly.</summary>
/// <remarks>
/// A time that the clock skips occurs at the end of the gap. A time that the clock shows twice occurs once, the first time; see
/// <see cref="LocalTime"/>. If a zone skipped whole days, the dates that are due at the same instant are one occurrence, identified by the
/// last of these dates. Immutable and thread-safe.
/// </remarks>
public abstract record Schedule
{
    // A clock that was set back shows an earlier date than an occurrence that was already due; at most by one day.
    private const int MaxStepBack = 2;

    private protected Schedule(TimeOnly at) => At = at;

    /// <summary>The local time of each occurrence.</summary>
    public TimeOnly At { get; }

    /// <summary>A schedule that recurs every day.</summary>
    public static Schedule Daily(TimeOnly at) => new DailySchedule(at);

    /// <summary>A schedule that recurs every week on one day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a day of the week.</exception>
    public static Schedule Weekly(DayOfWeek day, TimeOnly at) => new WeeklySchedule(day, at);

    /// <summary>A schedule that recurs every month on one day.</summary>
    /// <param name="day">The day, 1 to 31. In a shorter month the schedule is due on the last day.</param>
    /// <param name="at">The local time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The day is not 1 to 31.</exception>
    public static Schedule Monthly(int day, TimeOnly at) => new MonthlySchedule(day, at);

    /// <summary>The first occurrence strictly after an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the occurrence is outside the years 2 to 9998.</exception>
    public ScheduleOccurrence Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var next = On(OnOrAfter(LocalTime.LocalDate(after, zone)), zone);
        while (next.At <= after)
            next = Following(next, zone);

        // In a gap the clock skips the rest of the day. If it skips whole days, the next date may be due at the same instant.
        while (DateOnly.FromDateTime(LocalTime.At(next.At, zone)) > next.Date && Following(next, zone) is var twin && twin.At == next.At)
            next = twin;
        return next;
    }

    /// <summary>The most recent occurrence at or before an instant. After a downtime this is the one to execute.</summary>
    /// <remarks>
    /// Earlier missed occurrences are not executed. <see cref="Next"/> of the result is always after <paramref name="atOrBefore"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the occurrence is outside the years 2 to 9998.</exception>
    public ScheduleOccurrence Latest(DateTimeOffset atOrBefore, TimeZoneInfo zone)
    {
        var latest = On(OnOrBefore(LocalTime.LocalDate(atOrBefore, zone).AddDays(MaxStepBack)), zone);
        while (latest.At > atOrBefore)
            latest = On(OnOrBefore(latest.Date.AddDays(-1)), zone);
        return latest;
    }

    /// <summary>Describes the schedule in English, for example <c>monthly on day 1 at 09:00</c>.</summary>
    public string Describe() => $"{DescribeDays()} at {Describe(At)}";

    internal static string Describe(TimeOnly time) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private protected abstract DateOnly OnOrAfter(DateOnly date);

    private protected abstract DateOnly OnOrBefore(DateOnly date);

    private protected abstract string DescribeDays();

    private ScheduleOccurrence On(DateOnly date, TimeZoneInfo zone) => new(LocalTime.ToInstant(date, At, zone), date);

    private ScheduleOccurrence Following(ScheduleOccurrence occurrence, TimeZoneInfo zone) =>
        On(OnOrAfter(occurrence.Date.AddDays(1)), zone);
}
