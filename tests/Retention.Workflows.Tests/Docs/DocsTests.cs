using System.Text.RegularExpressions;
using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Docs;

/// <summary>Keeps the pages true: their C# is compiled and run in this folder, and their links have targets.</summary>
public partial class DocsTests
{
    /// <summary>Pages whose C# <c>JourneyDocsTests</c> compares.</summary>
    private static readonly string[] ComparedElsewhere = ["docs/journeys.md"];

    private static readonly string Compiled = string.Join("\n", Directory
        .GetFiles(Repository.PathOf("tests", "Retention.Workflows.Tests", "Docs"), "*.cs")
        .Append(Repository.PathOf("samples", "FirstJourney", "Program.cs")) // run by ReadmeTests
        .Append(Repository.PathOf("tests", "Retention.Workflows.AspNetCore.Tests", "AspNetCoreDocsTests.cs")) // compiled with ASP.NET Core
        .Append(Repository.PathOf("tests", "Retention.Workflows.Testing.Tests", "InMemoryStoreContractTests.cs"))
        .Append(Repository.PathOf("tests", "Retention.Workflows.Elsa.Tests", "Docs", "ElsaDocsTests.cs")) // compiled with Elsa's packages
        .Append(Repository.PathOf("tests", "Retention.Workflows.Elsa.Runtime.Tests", "ElsaRuntimeDocsTests.cs"))
        .Order(StringComparer.Ordinal)
        .Select(file => Markdown.Squeezed(File.ReadAllText(file).ReplaceLineEndings("\n"))));

    public static TheoryData<string> Pages =>
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_code_of_a_page_is_compiled(string page)
    {
        if (ComparedElsewhere.Contains(page))
            return;

        foreach (var block in Markdown.Blocks(Markdown.Read(page), "csharp"))
            Compiled.Contains(Markdown.Squeezed(block), StringComparison.Ordinal).Should().BeTrue("{0} shows this, so it must stand in this folder:\n{1}", page, block);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_have_a_target(string page)
    {
        var text = Fence().Replace(Markdown.Read(page), "");
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        foreach (Match link in Link().Matches(text))
        {
            var target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            var (path, anchor) = target.Split('#') is [var before, var behind] ? (before, behind) : (target, null);
            var file = path.Length == 0 ? Repository.PathOf(page) : Path.Combine(folder, path);
            (File.Exists(file) || Directory.Exists(file)).Should().BeTrue("{0} links to {1}", page, target);
            if (anchor is not null)
                Anchors(file).Should().Contain(anchor, "{0} links to {1}", page, target);
        }
    }

    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = Markdown.Read("docs", "README.md") + Markdown.Read("docs", "decisions", "README.md");

        Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Select(Path.GetFileName)
            .Where(file => file != "README.md")
            .Should().OnlyContain(file => index.Contains($"({file})"));
    }

    [Fact]
    public void The_design_notes_have_the_three_parts()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("docs", "decisions"), "0*.md"))
            File.ReadAllText(file).Should().ContainAll("## Context", "## Decision", "## Consequences");
    }

    /// <summary>The anchors of a page's headings: lower case, blanks as hyphens, no punctuation.</summary>
    private static IEnumerable<string> Anchors(string file) =>
        Heading().Matches(Fence().Replace(File.ReadAllText(file).ReplaceLineEndings("\n"), ""))
            .Select(heading => Punctuation().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex Punctuation();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
