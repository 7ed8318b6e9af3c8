using System.Globalization;
using System.Text;

namespace Retention.Workflows.Messaging;

/// <summary>Removes what nobody sees in an address: white space around it, and characters without a glyph anywhere in it.</summary>
internal static class InvisibleCharacters
{
    internal static string Remove(string text)
    {
        text = text.Trim();
        if (!text.EnumerateRunes().Any(IsInvisible))
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune))
                kept.Append(rune.ToString());
        }

        return kept.ToString().Trim();
    }

    /// <summary>Format characters, spaces other than U+0020, and letters and marks that are defined to show nothing.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value > 0x7f
        && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || rune.Value is 0x034f or 0x115f or 0x1160 or 0x2800 or 0x3164 or 0xffa0
                or >= 0x17b4 and <= 0x17b5 or >= 0x180b and <= 0x180f or >= 0xfe00 and <= 0xfe0f or >= 0xe0000 and <= 0xe0fff);
}
