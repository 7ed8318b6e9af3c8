using System.Globalization;

namespace Retention.Workflows;

/// <summary>A daily schedule, created by <see cref="Schedule.Daily"/>.</summary>
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
