using System.Globalization;

namespace Retention.Workflows;

/// <summary>A monthly schedule, created by <see cref="Schedule.Monthly"/>.</summary>
public sealed record MonthlySchedule : Schedule
{
    internal MonthlySchedule(int day, TimeOnly at)
        : base(at)
    {
        if (day is < 1 or > 31)
            throw new ArgumentOutOfRangeException(
                nameof(day), day, "The day of the month must be 1 to 31; 31 is the last day of every month.");
        Day = day;
    }

    /// <summary>The day of the month, 1 to 31; the last day in a shorter month.</summary>
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
