namespace Retention.Workflows.Channels.Templates.Css;

/// <summary>A rule of a style sheet.</summary>
/// <param name="Head">The selectors, or an at-rule such as <c>@media (max-width: 620px)</c>.</param>
/// <param name="Body">The text between the braces; null for a statement such as <c>@import …;</c>.</param>
internal sealed record StyleRule(string Head, string? Body)
{
    /// <summary>The separate selectors; a comma inside brackets or parentheses separates none.</summary>
    internal IEnumerable<string> Selectors
    {
        get
        {
            var (start, depth) = (0, 0);
            for (var at = 0; at < Head.Length; at++)
            {
                depth += Head[at] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
                if (Head[at] != ',' || depth > 0)
                    continue;
                yield return Head[start..at].Trim();
                start = at + 1;
            }

            yield return Head[start..].Trim();
        }
    }

    /// <summary>
    /// True if the rule stays in the style sheet whatever it matches: at-rules, and rules that tell a mail program about dark mode.
    /// </summary>
    internal bool MustStay => Body is null || Head.StartsWith('@') || Body.Contains("color-scheme", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rule for some of its selectors.</summary>
    internal string For(IEnumerable<string> selectors) => $"{string.Join(", ", selectors)} {{ {Body} }}";

    public override string ToString() => Body is null ? Head : $"{Head} {{ {Body} }}";
}
