using System.Globalization;

namespace Retention.Workflows.Import.Cells;

/// <summary>Reads dates and times, and refuses what does not name one instant.</summary>
internal sealed class TimeParser
{
    private const int MaxLength = 60;
    private const string Unix = "unix";
    private const string UnixMilliseconds = "unix-ms";

    /// <summary>Zeros in place of a date, as some databases write them.</summary>
    private const string NoDate = "0000-00-00";

    private static readonly string[] IsoTimes =
    [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm",
    ];

    private static readonly string[] IsoDates = ["yyyy-MM-dd"];

    private readonly TimeFormat _format;
    private readonly TimeZoneInfo? _zone;

    /// <exception cref="ArgumentException">The time zone is unknown.</exception>
    internal TimeParser(TimeFormat format)
    {
        _format = format;
        if (format.TimeZone is { } id && !TimeZones.TryGet(id, out _zone))
            throw new ArgumentException($"The time zone '{id}' is unknown on this machine. Use an IANA name such as Europe/Prague.", nameof(format));
    }

    /// <summary>The problem of a format; null if it can be used.</summary>
    internal static string? FormatProblem(string format)
    {
        if (format is Unix or UnixMilliseconds)
            return null;
        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 1 ? null : "is no custom format such as dd.MM.yyyy HH:mm";
        }
        catch (FormatException)
        {
            return "is no custom format such as dd.MM.yyyy HH:mm";
        }
    }

    /// <summary>Reads an instant.</summary>
    /// <param name="cell">The cell; cleaned here.</param>
    /// <param name="instant">The instant if there is no problem.</param>
    /// <returns>The problem; null if the cell was read.</returns>
    internal CellProblem? Read(ReadOnlySpan<char> cell, out DateTimeOffset instant)
    {
        instant = default;
        var text = CellText.Clean(cell);
        if (text.IsEmpty || text.StartsWith(NoDate, StringComparison.Ordinal))
            return new CellProblem(Cause.Empty, "is empty");
        if (text.Length > MaxLength)
            return NotATime(text);
        if (_format.Formats.Count == 0)
            return ReadIso(text, out instant);
        foreach (var format in _format.Formats)
        {
            if (ReadFormat(text, format, out var local, out instant))
                return local is { } time ? ToInstant(text, time, out instant, isDate: !HasTime(format)) : null;
        }

        return NotATime(text);
    }

    /// <summary>Reads a date without a time, such as a birthday.</summary>
    internal CellProblem? ReadDate(ReadOnlySpan<char> cell, out DateOnly date)
    {
        date = default;
        var text = CellText.Clean(cell);
        if (text.IsEmpty || text.StartsWith(NoDate, StringComparison.Ordinal))
            return new CellProblem(Cause.Empty, "is empty");
        foreach (var format in _format.Formats.Count == 0 ? [.. IsoDates, .. IsoTimes] : _format.Formats)
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                date = DateOnly.FromDateTime(time);
                return null;
            }
        }

        return new CellProblem(Cause.NotADate, $"{CellText.Shown(text)} is not a date {Expected(text)}");
    }

    /// <summary>Reads one form: a local time, or an instant if the form has an offset.</summary>
    private static bool ReadFormat(ReadOnlySpan<char> text, string format, out DateTime? local, out DateTimeOffset instant)
    {
        (local, instant) = (null, default);
        const DateTimeStyles Styles = DateTimeStyles.AllowInnerWhite;
        if (format is Unix or UnixMilliseconds)
            return ReadUnix(text, format == Unix ? 1_000 : 1, out instant);
        if (format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal))
            return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Styles | DateTimeStyles.AssumeUniversal, out instant);
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Styles, out var time))
            return false;
        local = time;
        return true;
    }

    private static bool ReadUnix(ReadOnlySpan<char> text, long factor, out DateTimeOffset instant)
    {
        instant = default;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Math.Abs((decimal)number) * factor > 253_402_300_799_000m || (number < 0 && -(decimal)number * factor > 62_135_596_800_000m))
            return false;
        instant = DateTimeOffset.FromUnixTimeMilliseconds(number * factor);
        return true;
    }

    private static bool HasTime(string format) =>
        format.Contains('H', StringComparison.Ordinal) || format.Contains('h', StringComparison.Ordinal);

    private CellProblem? ReadIso(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        var body = WithoutOffset(text, out var offset);
        if (DateTime.TryParseExact(body, IsoTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            if (offset is null)
                return ToInstant(text, time, out instant);
            var ticks = time.Ticks - offset.Value.Ticks;
            if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
                return NotATime(text);
            instant = new DateTimeOffset(ticks, TimeSpan.Zero);
            return null;
        }

        return offset is null && DateTime.TryParseExact(text, IsoDates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? ToInstant(text, date, out instant, isDate: true) : NotATime(text);
    }

    /// <summary>Takes <c>Z</c>, <c>UTC</c>, <c>GMT</c>, <c>+01:00</c>, <c>+0100</c> or <c>+01</c> from the end of a time.</summary>
    private static ReadOnlySpan<char> WithoutOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        const int DateLength = 10;
        offset = null;
        if (text.Length <= DateLength + 1)
            return text;
        foreach (var name in (ReadOnlySpan<string>)["Z", "UTC", "GMT"])
        {
            if (text.EndsWith(name, StringComparison.Ordinal))
            {
                offset = TimeSpan.Zero;
                return text[..^name.Length].TrimEnd();
            }
        }

        var sign = text[DateLength..].LastIndexOfAny('+', '-', '\u2212');
        if (sign <= 0 || !TryReadOffset(text[(DateLength + sign + 1)..], out var size))
            return text;
        offset = text[DateLength + sign] == '+' ? size : -size;
        return text[..(DateLength + sign)].TrimEnd();
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        var minutes = text.Length switch
        {
            2 => "00",
            4 => text[2..],
            5 when text[2] == ':' => text[3..],
            _ => default,
        };
        if (minutes.Length != 2 || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            || minute > 59 || hour * 60 + minute > 14 * 60)
            return false;
        offset = new TimeSpan(hour, minute, 0);
        return true;
    }

    private CellProblem? ToInstant(ReadOnlySpan<char> text, DateTime local, out DateTimeOffset instant, bool isDate = false)
    {
        instant = default;
        if (_zone is null)
            return new CellProblem(Cause.NoOffset,
                $"{CellText.Shown(text)} has no offset, so the instant is unknown: set the time zone of the mapping, or append Z or an offset such as +02:00");
        if (local.Year is < 3 or > 9997)
            return NotATime(text);
        instant = LocalTime.ToInstant(isDate ? local.Date + _format.TimeOfDay.ToTimeSpan() : local, _zone);
        return null;
    }

    private CellProblem NotATime(ReadOnlySpan<char> text) =>
        new(Cause.NotATime, $"{CellText.Shown(text)} is not a time {Expected(text)}");

    private string Expected(ReadOnlySpan<char> text)
    {
        if (_format.Formats.Count > 0)
            return $"in the form {string.Join(" or ", _format.Formats)}, which the mapping names";
        return IsDayOrMonthFirst(text)
            ? "in ISO 8601, and day and month cannot be told apart: set the form of the mapping, such as dd.MM.yyyy HH:mm or MM/dd/yyyy"
            : "in ISO 8601 such as 2024-05-01T10:00:00Z or 2024-05-01T12:00:00+02:00";
    }

    private static bool IsDayOrMonthFirst(ReadOnlySpan<char> text)
    {
        var separator = text.IndexOfAny('.', '/', '-');
        return separator is 1 or 2 && text.Length > separator + 2 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[separator + 1]);
    }
}
