namespace Retention.Workflows.Channels.Templates;

/// <summary>Language tags, and the templates that match them.</summary>
internal static class TemplateLocale
{
    private const int MaxLength = 35;

    internal static bool IsTag(string text) =>
        text.Length is >= 2 and <= MaxLength
        && text.Split('-') is [{ Length: 2 or 3 } language, .. var rest]
        && language.All(char.IsAsciiLetter)
        && rest.All(static subtag => subtag.Length is >= 1 and <= 8 && subtag.All(char.IsAsciiLetterOrDigit));

    /// <summary>Lower case with hyphens: <c>cs_CZ</c> of a POSIX host and <c>cs-CZ</c> are the same.</summary>
    internal static string Normalize(string tag) => tag.Trim().Replace('_', '-').ToLowerInvariant();

    /// <summary>The tag under which the formats of a language are listed: Norwegian has three names and one way to write.</summary>
    internal static string Written(string tag) => tag is "no" or "nn" ? "nb" : tag;

    /// <summary>The country of a tag, in lower case; empty if it names none.</summary>
    internal static string CountryOf(string? tag) =>
        Normalize(tag ?? "").Split('-').Skip(1).FirstOrDefault(static part => part.Length == 2 && part.All(char.IsAsciiLetter)) ?? "";

    /// <summary>The tag and its fallbacks, closest first: <c>zh-hant-tw</c>, <c>zh-hant</c>, <c>zh</c>.</summary>
    internal static IEnumerable<string> Chain(string? tag)
    {
        if (string.IsNullOrWhiteSpace(tag))
            yield break;
        for (var rest = Normalize(tag); rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOf('-'))])
            yield return rest;
    }
}
