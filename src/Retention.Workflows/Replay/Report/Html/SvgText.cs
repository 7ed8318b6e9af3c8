using System.Globalization;
using System.Text;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>
/// Fits text into widths. SVG does not wrap text and the server does not measure fonts, so widths are estimated on the safe side.
/// </summary>
internal static class SvgText
{
    private const string Ellipsis = "\u2026";

    internal static double Width(string text, double size)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += Share(rune);
        return width * size;
    }

    /// <summary>The text, or its longest fitting beginning with an ellipsis.</summary>
    internal static string Fit(string text, double width, double size)
    {
        if (Width(text, size) <= width)
            return text;

        var kept = new StringBuilder();
        var used = Width(Ellipsis, size);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            used += Width(element, size);
            if (used > width)
                break;
            kept.Append(element);
        }

        return kept.ToString().TrimEnd() + Ellipsis;
    }

    /// <summary>Breaks a text at its spaces into lines that fit; text beyond the last line is replaced by an ellipsis.</summary>
    internal static IReadOnlyList<string> Wrap(string text, double width, double size, int maxLines)
    {
        var lines = new List<string>();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < words.Length;)
        {
            if (lines.Count == maxLines - 1)
            {
                lines.Add(Fit(string.Join(' ', words[index..]), width, size));
                break;
            }

            var line = words[index++];
            while (index < words.Length && Width($"{line} {words[index]}", size) <= width)
                line += $" {words[index++]}";
            lines.Add(Fit(line, width, size));
        }

        return lines;
    }

    private static double Share(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or '(' or ')' or ' ' => 0.33,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.92,
        >= 'A' and <= 'Z' => 0.72,
        >= '0' and <= '9' => 0.65,
        < 0x1100 => 0.6,
        _ => 1.05,
    };
}
