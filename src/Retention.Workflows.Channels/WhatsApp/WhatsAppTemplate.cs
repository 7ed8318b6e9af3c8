using System.Text.RegularExpressions;

namespace Retention.Workflows.Channels.WhatsApp;

/// <summary>An approved template with its parameters, as given by a message's subject and text.</summary>
internal sealed partial record WhatsAppTemplate(string Name, string Language, IReadOnlyList<string> Parameters)
{
    /// <summary>The text of a template without parameters, since a text cannot be empty.</summary>
    private const string NoParameters = "-";

    /// <summary>WhatsApp refuses tabs, and more than four consecutive blanks, in a parameter.</summary>
    private const string TooManyBlanks = "     ";

    internal static bool IsLanguage(string text) => LanguageCode().IsMatch(text);

    /// <summary>The template, or the reason why there is none.</summary>
    internal static (WhatsAppTemplate? Template, string? Problem) Read(string subject, string text, string language)
    {
        var words = subject.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2) || !TemplateName().IsMatch(words[0]) || (words is [_, var given] && !IsLanguage(given)))
            return (null, "invalid-template");
        var parameters = text == NoParameters ? [] : text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()).ToArray();
        if (parameters.Any(static line =>
            line.Length == 0 || line.Contains('\t', StringComparison.Ordinal) || line.Contains(TooManyBlanks, StringComparison.Ordinal)))
            return (null, "invalid-parameter");
        return (new WhatsAppTemplate(words[0], words is [_, var own] ? own : language, parameters), null);
    }

    [GeneratedRegex("^[a-z0-9_]{1,512}$", RegexOptions.CultureInvariant)]
    private static partial Regex TemplateName();

    [GeneratedRegex("^[a-z]{2,3}(_[A-Za-z]{2,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageCode();
}
