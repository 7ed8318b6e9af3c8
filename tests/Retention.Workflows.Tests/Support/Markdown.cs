using System.Text.RegularExpressions;

namespace Retention.Workflows.Tests.Support;

/// <summary>Takes a page of the documentation apart, so that tests can compare its code with code that was compiled.</summary>
internal static partial class Markdown
{
    internal static string Read(params string[] path) => File.ReadAllText(Repository.PathOf(path)).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks of a language, in order.</summary>
    internal static List<string> Blocks(string text, string language) =>
        [.. Regex.Matches(text, $"(?<=\n```{language}\n).*?(?=^```$)", RegexOptions.Singleline | RegexOptions.Multiline).Select(match => match.Value)];

    /// <summary>Code without its indentation, so that it may stand deeper in a test than on the page.</summary>
    internal static string Squeezed(string code) => Space().Replace(code.Trim(), match => match.Value.Contains('\n') ? "\n" : " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
