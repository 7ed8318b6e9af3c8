using System.Globalization;

namespace Retention.Workflows.Engine.Batches;

/// <summary>A date that is known of a customer, and when it comes; pure arithmetic.</summary>
/// <param name="Day">The day, in the customer's zone; of what comes every year the first one, which itself does not count.</param>
/// <param name="EveryYear">Whether it comes every year from the next one on.</param>
/// <param name="Name">What it is, the same for ever: the beginning of the key of an entry.</param>
/// <param name="VoucherCode">The voucher, where it is the last day of one.</param>
internal readonly record struct KnownDate(DateOnly Day, bool EveryYear, string Name, string? VoucherCode = null)
{
    private static readonly int Earliest = DateOnly.FromDateTime(LocalTime.Earliest).DayNumber;
    private static readonly int Latest = DateOnly.FromDateTime(LocalTime.End).DayNumber - 1;

    /// <summary>Whether any moment at all follows from it.</summary>
    internal bool IsWithinReach(int offset) => EveryYear || At(Day, offset, default, TimeZoneInfo.Utc) is not null;

    /// <summary>When it comes within a stretch of time, which is much shorter than a year.</summary>
    /// <param name="from">The start, included.</param>
    /// <param name="until">The end, excluded.</param>
    /// <param name="offset">How many days after the date; negative is before.</param>
    /// <param name="time">The time of the day.</param>
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

    /// <summary>The moment that somebody waits for who comes on a day: of what comes every year the first that is not over, that is, of which the date or the moment lies on that day or later.</summary>
    /// <returns>The moment, which may lie before that day; none when it lies beyond the calendar.</returns>
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

    /// <summary>The dates of which the shifted day may lie between two days, and some more.</summary>
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
        VoucherCode is not null ? Name : EveryYear ? string.Create(CultureInfo.InvariantCulture, $"{Name}/{date.Year:0000}") : $"{Name}/{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}

/// <summary>One time at which a date comes.</summary>
/// <param name="Key">Which one it is: the same after the shop corrected a birthday within its year.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="VoucherCode">The voucher, where it is the last day of one.</param>
internal readonly record struct DateOccurrence(string Key, DateTimeOffset At, string? VoucherCode);
