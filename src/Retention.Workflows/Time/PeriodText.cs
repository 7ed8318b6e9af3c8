using System.Globalization;

namespace Retention.Workflows.Time;

/// <summary>The two texts of a period: ISO 8601 for storage, and English for display.</summary>
internal static class PeriodText
{
    private const string DateUnits = "YMWD";
    private const string TimeUnits = "HMS";
    private const string Examples = "Write an ISO 8601 duration such as P6M, P10D, P2W, PT1H or P1M2DT3H.";

    // More digits are out of range in every unit; fewer digits never overflow a long.
    private const int MaxDigits = 12;

    internal static string ToIso(Period period)
    {
        if (period.IsZero)
            return "P0D";

        var time = Iso(TimeParts(period));
        return $"P{Iso(DateParts(period))}{(time.Length > 0 ? "T" : "")}{time}";

        static string Iso(IEnumerable<(long Number, string Unit)> parts) =>
            string.Concat(
                parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number}{char.ToUpperInvariant(part.Unit[0])}")));
    }

    internal static string ToEnglish(Period period)
    {
        string[] parts = [.. DateParts(period).Concat(TimeParts(period)).Select(English)];
        return parts switch
        {
            [] => "no time",
            [var only] => only,
            [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
        };

        static string English((long Number, string Unit) part) =>
            string.Create(CultureInfo.InvariantCulture, $"{part.Number} {(part.Number == 1 ? part.Unit[..^1] : part.Unit)}");
    }

    internal static bool TryParse(string? text, out Period period, out string? error)
    {
        period = default;
        error = Read(text, out var numbers);
        if (error is not null)
            return false;

        var sum = Period.FromParts(
            numbers[0] * 12 + numbers[1],
            numbers[2] * 7 + numbers[3],
            numbers[4] * 3_600 + numbers[5] * 60 + numbers[6]);
        if (sum is null)
            error = Wrong(text, $"it is longer than {Period.MaxYears} years");
        period = sum ?? default;
        return sum is not null;
    }

    /// <summary>Reads the numbers of years, months, weeks, days, hours, minutes and seconds. Returns the error, or null.</summary>
    private static string? Read(string? text, out long[] numbers)
    {
        numbers = new long[DateUnits.Length + TimeUnits.Length];
        if (text is null or "")
            return $"A period is missing. {Examples}";
        if (text[0] != 'P')
            return Wrong(text, "it does not begin with P");

        var (inTime, next, read) = (false, 0, 0);
        for (var at = 1; at < text.Length;)
        {
            if (text[at] == 'T' && !inTime)
            {
                (inTime, next, read) = (true, 0, 0);
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == start)
                return Wrong(text, "it contains something other than whole numbers, each with its unit");
            if (at == text.Length)
                return Wrong(text, "its last number has no unit");
            if (at - start > MaxDigits)
                return Wrong(text, $"it is longer than {Period.MaxYears} years");

            var units = inTime ? TimeUnits : DateUnits;
            var unit = units.IndexOf(text[at], StringComparison.Ordinal);
            if (unit < next)
                return Wrong(text, unit < 0
                    ? $"'{text[at]}' is not a valid unit {(inTime ? "after T (H, M, S)" : "before T (Y, M, W, D)")}"
                    : $"'{text[at]}' occurs twice or after a smaller unit");
            numbers[unit + (inTime ? DateUnits.Length : 0)] = long.Parse(
                text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
            (next, read) = (unit + 1, read + 1);
            at++;
        }

        return read > 0 ? null : Wrong(text, inTime ? "nothing follows its T" : "it contains no number");
    }

    private static string Wrong(string? text, string why) =>
        $"'{(text!.Length > 40 ? text[..40] + "..." : text)}' is not a valid period: {why}. {Examples}";

    private static IEnumerable<(long Number, string Unit)> DateParts(Period period) =>
        Present(
            period.MonthCount % 12 == 0 ? (period.MonthCount / 12, "years") : (period.MonthCount, "months"),
            (period.DayCount, "days"));

    private static IEnumerable<(long Number, string Unit)> TimeParts(Period period) =>
        Present(
            (period.TimePart.Ticks / TimeSpan.TicksPerHour, "hours"),
            (period.TimePart.Minutes, "minutes"),
            (period.TimePart.Seconds, "seconds"));

    private static IEnumerable<(long Number, string Unit)> Present(params (long Number, string Unit)[] parts) =>
        parts.Where(part => part.Number > 0);
}
