using System.Globalization;

namespace Retention.Workflows.Import.Cells;

/// <summary>The content of a cell, and what an error may show of it.</summary>
internal static class CellText
{
    private const int MaxShownLength = 40;

    /// <summary>A number or a date has a month, a currency or a half of the day beside its digits, a name has more.</summary>
    private const int MaxShownLetters = 5;

    /// <summary>What spreadsheet programs and this package put an apostrophe in front of.</summary>
    private const string Defused = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static readonly char[] InvisibleEnds =
        ['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u2060', '\u2066', '\u2069', '\ufeff', '\u00ad'];

    /// <summary>
    /// The cell without white space and invisible characters around it, and without the apostrophe that marks a text in spreadsheets.
    /// </summary>
    internal static ReadOnlySpan<char> Clean(ReadOnlySpan<char> cell)
    {
        var text = cell.Trim();
        while (!text.IsEmpty && (InvisibleEnds.AsSpan().Contains(text[0]) || InvisibleEnds.AsSpan().Contains(text[^1])))
            text = text.Trim(InvisibleEnds).Trim();
        return text is ['\'', var next, ..] && (char.IsAsciiDigit(next) || Defused.Contains(next, StringComparison.Ordinal))
            ? text[1..].Trim() : text;
    }

    /// <summary>The text if it looks like a number or a date; otherwise only its length, because the text may be personal.</summary>
    internal static string Shown(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxShownLength && !char.IsLetter(text[0]) && !text.Contains('@') && LooksLikeANumber(text)
            ? $"'{text}'"
            : string.Create(CultureInfo.InvariantCulture, $"a text of {text.Length} character{(text.Length == 1 ? "" : "s")}");

    private static bool LooksLikeANumber(ReadOnlySpan<char> text)
    {
        var (letters, digits) = (0, 0);
        foreach (var character in text)
        {
            if (char.IsLetter(character))
                letters++;
            else if (char.IsAsciiDigit(character))
                digits++;
        }

        return digits > 0 && letters <= digits && letters <= MaxShownLetters;
    }
}
