using System.Globalization;
using System.Text;

namespace Retention.Workflows.Events.Import;

/// <summary>Parses the values that files of purchases and events share, and describes their problems.</summary>
internal static class ImportText
{
    private const int MaxShownLength = 40;

    // More digits than a decimal can hold would be rounded silently.
    private const int MaxNumberLength = 28;

    private static readonly string[] _instantFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Opens a file as UTF-8, with or without a byte order mark. Invalid bytes are an error and are never replaced.</summary>
    internal static StreamReader Open(string path) =>
        new(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true);

    internal static string? IdProblem(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "is empty";
        if (text.Length > maxLength)
            return $"has {text.Length} characters; at most {maxLength} are allowed";
        return text.Any(char.IsControl) ? "contains a control character such as a tab or a line end" : null;
    }

    internal static string? InstantProblem(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length == 0)
            return "is empty";
        var time = text.IndexOf('T', StringComparison.Ordinal);
        var hasOffset = text.EndsWith('Z') || text.AsSpan(time + 1).IndexOfAny('+', '-') >= 0;
        if (!DateTimeOffset.TryParseExact(text, _instantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant))
            return $"{Shown(text)} is not an ISO 8601 instant such as 2024-05-01T10:00:00Z or 2024-05-01T12:00:00+02:00";
        return hasOffset ? null : $"{Shown(text)} has no offset, so the instant is unknown: append Z or an offset such as +02:00";
    }

    internal static string? AmountProblem(string text, out decimal amount)
    {
        amount = 0;
        if (text.Length == 0)
            return "is empty";
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text.Length > MaxNumberLength || !decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out amount))
            return $"{Shown(text)} is not a decimal number such as 1234.50";
        return Money.Problem(amount) is { } problem ? $"{Shown(text)} is out of range: an amount {problem}" : null;
    }

    internal static string? CurrencyProblem(string text) =>
        Money.IsCurrency(text) ? null : "is not an ISO 4217 code of three capital letters such as EUR";

    /// <summary>The text if it looks like a number or a date; otherwise only its length, because the text may be personal.</summary>
    private static string Shown(string text) =>
        text.Length <= MaxShownLength && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && !text.Contains('@', StringComparison.Ordinal)
            ? $"'{text}'"
            : $"a text of {text.Length} character{(text.Length == 1 ? "" : "s")}";
}
