using System.Text.RegularExpressions;

namespace Retention.Workflows.Channels.Templates.Css;

/// <summary>Splits a style sheet into its rules.</summary>
internal static partial class StyleSheet
{
    /// <exception cref="FormatException">A rule is not closed, or a brace has no rule.</exception>
    internal static IEnumerable<StyleRule> Rules(string css)
    {
        var text = Comment().Replace(css, " ").Replace("<!--", " ", StringComparison.Ordinal).Replace("-->", " ", StringComparison.Ordinal);
        for (var start = 0; start < text.Length;)
        {
            var (open, end) = End(text, start);
            if (open < 0 && string.IsNullOrWhiteSpace(text[start..end]))
                yield break;
            yield return open < 0
                ? new StyleRule(text[start..end].Trim(), null)
                : new StyleRule(text[start..open].Trim(), text[(open + 1)..(end - 1)].Trim());
            start = end;
        }
    }

    /// <summary>The position of a rule's brace, or -1 for a statement such as <c>@import …;</c>, and the position after the rule.</summary>
    private static (int Open, int End) End(string text, int start)
    {
        var (open, depth, quote) = (-1, 0, '\0');
        for (var at = start; at < text.Length; at++)
        {
            var character = text[at];
            if (quote != '\0')
                quote = character == quote && text[at - 1] != '\\' ? '\0' : quote;
            else if (character is '"' or '\'')
                quote = character;
            else if (character == ';' && depth == 0)
                return (-1, at + 1);
            else if (character == '{' && depth++ == 0)
                open = at;
            else if (character == '}' && --depth <= 0)
                return depth == 0 ? (open, at + 1) : throw new FormatException("'}' closes no rule");
        }

        return open < 0 && string.IsNullOrWhiteSpace(text[start..])
            ? (-1, text.Length) : throw new FormatException($"the rule '{Short(text[start..].Trim())}' is not closed");
    }

    private static string Short(string text) => text.Split('{', '\n')[0].Trim() is { Length: <= 40 } head ? head : text[..40];

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
