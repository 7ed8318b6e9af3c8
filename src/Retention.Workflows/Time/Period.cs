using System.Diagnostics.CodeAnalysis;
using Retention.Workflows.Time;

namespace Retention.Workflows;

/// <summary>A length of time with three parts: calendar months, calendar days, and an exact part of hours, minutes and seconds.</summary>
/// <remarks>
/// The three parts are kept separately, because the length of a month or a day depends on its start: <c>Days(1)</c> leads to the same time
/// on the next day, which may be 23 or 25 hours later, while <c>Hours(24)</c> is exactly 24 hours. For the same reason periods can be equal
/// or different, but not longer or shorter. <see cref="LocalTime"/> adds a period to an instant.
/// <para>
/// A period is never negative; <see langword="default"/> is zero. No part is longer than the calendar, 9,999 years. Write
/// <c>using static Retention.Workflows.Period;</c> to use <c>Days(10)</c>, <c>Months(6)</c>, <c>Hours(1) + Minutes(30)</c>.
/// </para>
/// </remarks>
[System.ComponentModel.TypeConverter(typeof(PeriodConverter))]
public readonly record struct Period
{
    internal const long MaxYears = 9_999;
    internal const long MaxMonths = MaxYears * 12;
    internal const long MaxDays = 3_652_058;
    internal const long MaxSeconds = MaxDays * 86_400;

    private Period(long months, long days, long seconds)
    {
        MonthCount = (int)months;
        DayCount = (int)days;
        TimePart = TimeSpan.FromTicks(seconds * TimeSpan.TicksPerSecond);
    }

    /// <summary>The calendar months, 0 to 119,988; a year is twelve months.</summary>
    public int MonthCount { get; }

    /// <summary>The calendar days, 0 to 3,652,058; a week is seven days.</summary>
    public int DayCount { get; }

    /// <summary>The exact part, in whole seconds. It may be longer than a day and is never converted to days.</summary>
    public TimeSpan TimePart { get; }

    /// <summary>True if all parts are zero.</summary>
    public bool IsZero => MonthCount == 0 && DayCount == 0 && TimePart == TimeSpan.Zero;

    /// <summary>Calendar years; a year is twelve months.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above 9,999.</exception>
    public static Period Years(int years) => new(12 * Checked(years, MaxYears), 0, 0);

    /// <summary>Calendar months. The result is clamped to the last day of the month.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or longer than 9,999 years.</exception>
    public static Period Months(int months) => new(Checked(months, MaxMonths), 0, 0);

    /// <summary>Calendar weeks; a week is seven days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or longer than 9,999 years.</exception>
    public static Period Weeks(int weeks) => new(0, 7 * Checked(weeks, MaxDays / 7), 0);

    /// <summary>Calendar days at the same local time. A day has 23, 24 or 25 hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or longer than 9,999 years.</exception>
    public static Period Days(int days) => new(0, Checked(days, MaxDays), 0);

    /// <summary>Elapsed hours, independent of clock changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or longer than 9,999 years.</exception>
    public static Period Hours(int hours) => new(0, 0, 3_600 * Checked(hours, MaxSeconds / 3_600));

    /// <summary>Elapsed minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Period Minutes(int minutes) => new(0, 0, 60 * Checked(minutes, MaxSeconds / 60));

    /// <summary>Elapsed seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Period Seconds(int seconds) => new(0, 0, Checked(seconds, MaxSeconds));

    /// <summary>
    /// Converts a time span to an exact period: <c>TimeSpan.FromDays(1)</c> is 24 elapsed hours, while <c>Days(1)</c> is a calendar day.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative, has fractions of a second, or is longer than 9,999
    /// years.</exception>
    public static implicit operator Period(TimeSpan span) =>
        span >= TimeSpan.Zero && span.Ticks % TimeSpan.TicksPerSecond == 0 && span.Ticks / TimeSpan.TicksPerSecond <= MaxSeconds
            ? new(0, 0, span.Ticks / TimeSpan.TicksPerSecond)
            : throw new ArgumentOutOfRangeException(
                nameof(span), span, $"A period has whole seconds, is never negative, and has at most {MaxYears} years.");

    /// <summary>Adds two periods part by part. Nothing is carried over, so 30 days never become a month.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A part of the sum is longer than 9,999 years.</exception>
    public static Period operator +(Period left, Period right) =>
        FromParts(
            (long)left.MonthCount + right.MonthCount,
            (long)left.DayCount + right.DayCount,
            (left.TimePart.Ticks + right.TimePart.Ticks) / TimeSpan.TicksPerSecond)
        ?? throw new ArgumentOutOfRangeException(nameof(right), $"The sum of {left} and {right} is longer than {MaxYears} years.");

    /// <summary>Parses an ISO 8601 duration such as <c>P6M</c>, <c>P10D</c>, <c>P2W</c>, <c>PT1H</c> or <c>P1M2DT3H</c>.</summary>
    /// <remarks>
    /// Parses every text that <see cref="ToString"/> returns, without loss. Years and weeks become months and days. Signs and fractions are
    /// not allowed.
    /// </remarks>
    /// <exception cref="FormatException">The text is not a valid duration; the message describes the error.</exception>
    public static Period Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var period, out var error) ? period : throw new FormatException(error);
    }

    /// <summary>Parses an ISO 8601 duration like <see cref="Parse"/>, but returns false instead of throwing.</summary>
    /// <param name="text">The text; null is not a valid duration.</param>
    /// <param name="period">The period, or zero.</param>
    /// <param name="error">A sentence that describes the error to the author of the text; null if the text is valid.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Period period, [NotNullWhen(false)] out string? error) =>
        PeriodText.TryParse(text, out period, out error);

    /// <summary>Returns the period as an ISO 8601 duration: <c>P6M</c>, <c>P1M2DT3H</c>; zero is <c>P0D</c>.</summary>
    /// <remarks>Whole years are written as years, and weeks as days, so equal periods have equal texts in every culture.</remarks>
    public override string ToString() => PeriodText.ToIso(this);

    /// <summary>Returns the period in English: <c>10 days</c>, <c>1 hour and 30 minutes</c>; zero is <c>no time</c>.</summary>
    public string ToText() => PeriodText.ToEnglish(this);

    internal static Period? FromParts(long months, long days, long seconds) =>
        months <= MaxMonths && days <= MaxDays && seconds <= MaxSeconds ? new(months, days, seconds) : null;

    private static long Checked(
        int number, long max, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(number))] string? name = null)
    {
        if (number < 0 || number > max)
        {
            throw new ArgumentOutOfRangeException(
                name, number, $"A period must not be negative or longer than {MaxYears} years: 0 to {Math.Min(max, int.MaxValue)} {name}.");
        }

        return number;
    }
}

internal sealed class PeriodConverter() : Naming.TextConverter<Period>(Period.Parse);
