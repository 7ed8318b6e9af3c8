using System.Globalization;

namespace Retention.Workflows.Journeys;

/// <summary>One time at which a <see cref="Schedule"/> comes due.</summary>
/// <remarks>
/// The date is its identity. A schedule comes due once per date, so whoever stores <see cref="Key"/> with the work done never
/// does it twice: not when the clocks change, not when the server's clock goes back, not after a restart.
/// </remarks>
public readonly record struct ScheduleOccurrence
{
    internal ScheduleOccurrence(DateTimeOffset at, DateOnly date)
    {
        At = at;
        Date = date;
    }

    /// <summary>When it comes due, in UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The local date that the schedule names; on a day that the clock skips, this date and not the one at <see cref="At"/>.</summary>
    public DateOnly Date { get; }

    /// <summary>The date as <c>2026-11-01</c>, the same in every culture.</summary>
    public string Key => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns <see cref="Key"/>.</summary>
    public override string ToString() => Key;
}
