using System.Globalization;
using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Comes due again and again at a local time: daily, weekly or monthly.</summary>
/// <remarks>
/// What the clock skips comes due at the end of the gap, and what it shows twice comes due once, at the first showing; see
/// <see cref="LocalTime"/>. Where a zone skipped whole days, the dates that come due at the same instant are one occurrence,
/// and the last of these dates names it. Immutable and thread-safe.
/// </remarks>
public abstract record Schedule
{
    // A clock that was put back shows an earlier date than one on which something came due before; at most by a day.
    private const int MaxStepBack = 2;

    private protected Schedule(TimeOnly at) => At = at;

    /// <summary>The local time at which it comes due.</summary>
    public TimeOnly At { get; }

    /// <summary>Comes due every day.</summary>
    public static Schedule Daily(TimeOnly at) => new DailySchedule(at);

    /// <summary>Comes due every week on one day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is not one of the seven.</exception>
    public static Schedule Weekly(DayOfWeek day, TimeOnly at) => new WeeklySchedule(day, at);

    /// <summary>Comes due every month on one day.</summary>
    /// <param name="day">1 to 31; a month that has no such day comes due on its last day.</param>
    /// <param name="at">The local time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The day is not 1 to 31.</exception>
    public static Schedule Monthly(int day, TimeOnly at) => new MonthlySchedule(day, at);

    /// <summary>The first occurrence strictly after an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the occurrence lies outside of the years 2 to 9998.</exception>
    public ScheduleOccurrence Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var next = On(OnOrAfter(LocalTime.LocalDate(after, zone)), zone);
        while (next.At <= after)
            next = Following(next, zone);

        // In a gap the clock skips the rest of the day; when it skips whole days, the next date may be due at the same instant.
        while (DateOnly.FromDateTime(LocalTime.At(next.At, zone)) > next.Date && Following(next, zone) is var twin && twin.At == next.At)
            next = twin;
        return next;
    }

    /// <summary>The most recent occurrence at or before an instant: what to catch up with after a downtime.</summary>
    /// <remarks>Occurrences before that one are not made up for. <see cref="Next"/> of the result is always after <paramref name="atOrBefore"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The instant or the occurrence lies outside of the years 2 to 9998.</exception>
    public ScheduleOccurrence Latest(DateTimeOffset atOrBefore, TimeZoneInfo zone)
    {
        var latest = On(OnOrBefore(LocalTime.LocalDate(atOrBefore, zone).AddDays(MaxStepBack)), zone);
        while (latest.At > atOrBefore)
            latest = On(OnOrBefore(latest.Date.AddDays(-1)), zone);
        return latest;
    }

    /// <summary>Says the schedule in English, for example <c>monthly on day 1 at 09:00</c>.</summary>
    public string Describe() => $"{DescribeDays()} at {Describe(At)}";

    internal static string Describe(TimeOnly time) => time.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private protected abstract DateOnly OnOrAfter(DateOnly date);

    private protected abstract DateOnly OnOrBefore(DateOnly date);

    private protected abstract string DescribeDays();

    private ScheduleOccurrence On(DateOnly date, TimeZoneInfo zone) => new(LocalTime.ToInstant(date, At, zone), date);

    private ScheduleOccurrence Following(ScheduleOccurrence occurrence, TimeZoneInfo zone) => On(OnOrAfter(occurrence.Date.AddDays(1)), zone);
}

/// <summary>Comes due every day. Made by <see cref="Schedule.Daily"/>.</summary>
public sealed record DailySchedule : Schedule
{
    internal DailySchedule(TimeOnly at)
        : base(at)
    {
    }

    private protected override DateOnly OnOrAfter(DateOnly date) => date;

    private protected override DateOnly OnOrBefore(DateOnly date) => date;

    private protected override string DescribeDays() => "daily";
}

/// <summary>Comes due every week. Made by <see cref="Schedule.Weekly"/>.</summary>
public sealed record WeeklySchedule : Schedule
{
    internal WeeklySchedule(DayOfWeek day, TimeOnly at)
        : base(at)
    {
        if (!Enum.IsDefined(day))
            throw new ArgumentOutOfRangeException(nameof(day), day, "A week has the days Sunday to Saturday.");
        Day = day;
    }

    /// <summary>The day of the week.</summary>
    public DayOfWeek Day { get; }

    private protected override DateOnly OnOrAfter(DateOnly date) => date.AddDays((Day - date.DayOfWeek + 7) % 7);

    private protected override DateOnly OnOrBefore(DateOnly date) => date.AddDays(-((date.DayOfWeek - Day + 7) % 7));

    private protected override string DescribeDays() => $"weekly on {Day}";
}

/// <summary>Comes due every month. Made by <see cref="Schedule.Monthly"/>.</summary>
public sealed record MonthlySchedule : Schedule
{
    internal MonthlySchedule(int day, TimeOnly at)
        : base(at)
    {
        if (day is < 1 or > 31)
            throw new ArgumentOutOfRangeException(nameof(day), day, "A day of a month is 1 to 31; 31 is the last day of every month.");
        Day = day;
    }

    /// <summary>The day of the month, 1 to 31; in a shorter month its last day.</summary>
    public int Day { get; }

    private protected override DateOnly OnOrAfter(DateOnly date) =>
        InMonthOf(date) is var day && day >= date ? day : InMonthOf(date.AddMonths(1));

    private protected override DateOnly OnOrBefore(DateOnly date) =>
        InMonthOf(date) is var day && day <= date ? day : InMonthOf(date.AddMonths(-1));

    private protected override string DescribeDays() =>
        string.Create(CultureInfo.InvariantCulture, $"monthly on day {Day}{(Day > 28 ? " or the month's last" : "")}");

    private DateOnly InMonthOf(DateOnly date) =>
        new(date.Year, date.Month, Math.Min(Day, DateTime.DaysInMonth(date.Year, date.Month)));
}
