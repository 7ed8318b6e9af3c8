using System.Text.RegularExpressions;

namespace Retention.Workflows.Tests.Support;

/// <summary>Parses a page of the documentation, so that tests can compare its code with compiled code.</summary>
internal static partial class Markdown
{
    internal static string Read(params string[] path) => File.ReadAllText(Repository.PathOf(path)).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks of a language, in order.</summary>
    internal static List<string> Blocks(string text, string language) =>
        [.. Regex.Matches(text, $"(?<=\n```{language}\n).*?(?=^```$)", RegexOptions.Singleline | RegexOptions.Multiline)
            .Select(match => match.Value)];

    /// <summary>Code without its indentation, since a test may indent it deeper than the page.</summary>
    internal static string Squeezed(string code) => Space().Replace(code.Trim(), match => match.Value.Contains('\n') ? "\n" : " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
