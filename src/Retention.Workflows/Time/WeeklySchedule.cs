using System.Globalization;

namespace Retention.Workflows;

/// <summary>A weekly schedule, created by <see cref="Schedule.Weekly"/>.</summary>
public sealed record WeeklySchedule : Schedule
{
    internal WeeklySchedule(DayOfWeek day, TimeOnly at)
        : base(at)
    {
        if (!Enum.IsDefined(day))
            throw new ArgumentOutOfRangeException(nameof(day), day, "The day of the week must be Sunday to Saturday.");
        Day = day;
    }

    /// <summary>The day of the week.</summary>
    public DayOfWeek Day { get; }

    private protected override DateOnly OnOrAfter(DateOnly date) => date.AddDays((Day - date.DayOfWeek + 7) % 7);

    private protected override DateOnly OnOrBefore(DateOnly date) => date.AddDays(-((date.DayOfWeek - Day + 7) % 7));

    private protected override string DescribeDays() => $"weekly on {Day}";
}
