using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Retention.Workflows.Architecture.Tests.Words;

/// <summary>The house speaks the field's language; see <c>docs/glossary.md</c>.</summary>
public sealed class WordTests(ITestOutputHelper output)
{
    private const int MaxColumns = 140;

    [Fact]
    public void No_identifier_is_an_avoided_word() =>
        Lines(SourceFiles.Code().SelectMany(file => IdentifiersOf(file.Path, file.Text))).Should().BeEmpty();

    [Fact]
    public void No_comment_text_or_page_uses_an_avoided_word() =>
        Lines(SourceFiles.Code().SelectMany(file => ProseOf(file.Path, file.Text))
            .Concat(SourceFiles.Pages().SelectMany(file => LinesOf(file.Path, file.Text)))).Should().BeEmpty();

    [Fact]
    public void At_most_one_line_of_a_hundred_is_longer_than_140_columns()
    {
        var lines = SourceFiles.Code().SelectMany(file =>
            file.Text.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (file.Path, Line: index + 1, line.Length))).ToList();
        var tooLong = lines.Where(line => line.Length > MaxColumns).ToList();

        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{tooLong.Count} of {lines.Count} lines are longer than {MaxColumns} columns"));
        foreach (var file in tooLong.GroupBy(line => line.Path).OrderByDescending(group => group.Count()).Take(10))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Count()} in {file.Key}"));

        (tooLong.Count / (double)lines.Count).Should().BeLessThanOrEqualTo(0.01);
    }

    [Theory]
    [InlineData("internal sealed class Traveller;", "a.cs(1): Traveller")]
    [InlineData("internal sealed class Run { private int _told; }", "a.cs(1): _told")]
    [InlineData("internal sealed class Run { internal void Of(object happened) => _ = happened; }", "a.cs(1): happened")]
    public void An_avoided_identifier_is_found(string source, string found) => IdentifiersOf("a.cs", source).Should().Contain(found);

    [Theory]
    [InlineData("// takes a handful of rows\nclass A;", "a.cs(1): handful")]
    [InlineData("class A { const string Text = \"its fate\"; }", "a.cs(1): fate")]
    [InlineData("/// <summary>Those who is inside.</summary>\nclass A;", "a.cs(1): who is inside")]
    [InlineData("class A { string Text(int x) => $\"the desk {x}\"; }", "a.cs(1): desk")]
    [InlineData("class A { void The_traveller_waits() { } }", "a.cs(1): traveller")]
    public void An_avoided_word_is_found(string source, string found) => ProseOf("a.cs", source).Should().Equal(found);

    private static string Lines(IEnumerable<string> found) => string.Join('\n', found);

    private static IEnumerable<string> IdentifiersOf(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        return
            from token in tree.GetRoot().DescendantTokens()
            where token.IsKind(SyntaxKind.IdentifierToken) && AvoidedWords.Identifiers.Contains(token.ValueText.TrimStart('_'))
            select $"{path}({tree.GetLineSpan(token.Span).StartLinePosition.Line + 1}): {token.ValueText}";
    }

    /// <summary>Comments and texts, and the names of tests, which are sentences.</summary>
    private static IEnumerable<string> ProseOf(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        var root = tree.GetRoot();
        var comments = root.DescendantTrivia().Where(trivia =>
            trivia.HasStructure || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            .Select(trivia => (trivia.FullSpan.Start, Text: trivia.ToFullString()));
        var texts = root.DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken)
            .Select(token => (token.SpanStart, token.Text));
        var names = root.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Text.Contains('_', StringComparison.Ordinal))
            .Select(token => (token.SpanStart, Text: token.Text.Replace('_', ' ')));
        return
            from part in comments.Concat(texts).Concat(names)
            from match in AvoidedWords.Prose().Matches(part.Text)
            let line = tree.GetLineSpan(new Microsoft.CodeAnalysis.Text.TextSpan(part.Item1 + match.Index, 0)).StartLinePosition.Line + 1
            orderby line
            select $"{path}({line}): {match.Value}";
    }

    private static IEnumerable<string> LinesOf(string path, string text) =>
        from line in text.ReplaceLineEndings("\n").Split('\n').Index()
        from match in AvoidedWords.Prose().Matches(line.Item)
        select $"{path}({line.Index + 1}): {match.Value}";
}
