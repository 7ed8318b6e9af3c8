using System.Globalization;

namespace Retention.Workflows.Engine.Batches;

/// <summary>A known date of a customer, with the arithmetic of its occurrences. Pure.</summary>
/// <param name="Day">The day in the customer's zone. For a yearly date it is the first one, which does not count itself.</param>
/// <param name="EveryYear">True if it recurs every year, from the next one on.</param>
/// <param name="Name">A stable name, used as the prefix of entry keys.</param>
/// <param name="VoucherCode">The voucher whose last day it is; otherwise null.</param>
internal readonly record struct KnownDate(DateOnly Day, bool EveryYear, string Name, string? VoucherCode = null)
{
    private static readonly int Earliest = DateOnly.FromDateTime(LocalTime.Earliest).DayNumber;
    private static readonly int Latest = DateOnly.FromDateTime(LocalTime.End).DayNumber - 1;

    /// <summary>True if the date has any occurrence inside the calendar.</summary>
    internal bool IsWithinReach(int offset) => EveryYear || At(Day, offset, default, TimeZoneInfo.Utc) is not null;

    /// <summary>Returns the occurrence within a time range, which must be much shorter than a year; null if there is none.</summary>
    /// <param name="from">The start, inclusive.</param>
    /// <param name="until">The end, exclusive.</param>
    /// <param name="offset">Days after the date; negative for days before.</param>
    /// <param name="time">The time of day.</param>
    /// <param name="zone">The customer's zone.</param>
    internal DateOccurrence? Within(DateTimeOffset from, DateTimeOffset until, int offset, TimeOnly time, TimeZoneInfo zone)
    {
        foreach (var date in Dates(LocalTime.LocalDate(from, zone), LocalTime.LocalDate(until, zone), offset))
        {
            if (At(date, offset, time, zone) is { } at && at >= from && at < until)
                return new DateOccurrence(KeyOf(date), at, VoucherCode);
        }

        return null;
    }

    /// <summary>
    /// Returns the time to wait for, as seen from a day. For a yearly date it is the first one of which the date or the shifted time is on
    /// that day or later.
    /// </summary>
    /// <returns>The time, which may be before that day; null if it is outside the calendar.</returns>
    internal DateTimeOffset? For(DateOnly today, int offset, TimeOnly time, TimeZoneInfo zone)
    {
        if (!EveryYear)
            return At(Day, offset, time, zone);
        for (var year = Math.Max(Day.Year + 1, today.Year - 2); year <= LocalTime.End.Year; year++)
        {
            var date = LocalTime.InYear(Day, year);
            if (date.DayNumber + Math.Max(offset, 0) >= today.DayNumber)
                return At(date, offset, time, zone);
        }

        return null;
    }

    /// <summary>Returns the dates whose shifted day may be between two days, and possibly some more.</summary>
    private IEnumerable<DateOnly> Dates(DateOnly first, DateOnly last, int offset)
    {
        if (!EveryYear)
        {
            yield return Day;
            yield break;
        }

        var least = DateOnly.FromDayNumber(Math.Max(first.DayNumber - offset - 2, 0)).Year;
        var greatest = DateOnly.FromDayNumber(Math.Min(last.DayNumber - offset + 2, DateOnly.MaxValue.DayNumber)).Year;
        for (var year = Math.Max(least, Day.Year + 1); year <= greatest; year++)
            yield return LocalTime.InYear(Day, year);
    }

    private static DateTimeOffset? At(DateOnly date, int offset, TimeOnly time, TimeZoneInfo zone)
    {
        var day = date.DayNumber + offset;
        return day < Earliest || day > Latest ? null : LocalTime.ToInstant(DateOnly.FromDayNumber(day), time, zone);
    }

    private string KeyOf(DateOnly date) =>
        VoucherCode is not null ? Name : EveryYear
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}/{date.Year:0000}")
            : $"{Name}/{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}

/// <summary>One occurrence of a date.</summary>
/// <param name="Key">Identifies the occurrence. It stays the same if a birthday is corrected within its year.</param>
/// <param name="At">The time, in UTC.</param>
/// <param name="VoucherCode">The voucher whose last day it is; otherwise null.</param>
internal readonly record struct DateOccurrence(string Key, DateTimeOffset At, string? VoucherCode);
