using System.Globalization;

namespace Retention.Workflows.Journeys;

/// <summary>One occurrence of a <see cref="Schedule"/>.</summary>
/// <remarks>
/// The date identifies the occurrence. A schedule has one occurrence per date. If <see cref="Key"/> is stored with the executed work, the
/// work is never executed twice: not when the clocks change, not when the server's clock is set back, not after a restart.
/// </remarks>
public readonly record struct ScheduleOccurrence
{
    internal ScheduleOccurrence(DateTimeOffset at, DateOnly date)
    {
        At = at;
        Date = date;
    }

    /// <summary>The time when the occurrence is due, in UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>
    /// The local date of the occurrence in the schedule. On a day that the clock skips, this date differs from the local date at
    /// <see cref="At"/>.
    /// </summary>
    public DateOnly Date { get; }

    /// <summary>The date as <c>2026-11-01</c>, the same in every culture.</summary>
    public string Key => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns <see cref="Key"/>.</summary>
    public override string ToString() => Key;
}
