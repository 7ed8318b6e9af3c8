using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Retention.Workflows.Channels.Templates.Css;

/// <summary>
/// Moves the rules of style sheets into the elements that they match, since many mail programs read no style sheets. It happens once, when
/// the templates are read.
/// </summary>
/// <remarks>
/// PreMailer.Net computes the styles. Only <c>style</c> attributes are written into the templates; all else stays as it was written, with
/// its tags. What no element can carry stays in the style sheet: media queries, pseudo-classes, <c>color-scheme</c>, and rules that match
/// nothing here, such as those for a single mail program. A style sheet that contains a tag, or is for another medium, stays whole.
/// </remarks>
internal static partial class CssInliner
{
    private const string Mark = "data-place";

    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsKeepingSourceReferences = true });

    /// <returns>False if no rule matches an element; the page is then unchanged.</returns>
    /// <exception cref="FormatException">A style sheet cannot be read; the message names the file and the line.</exception>
    internal static bool Inline(TemplatePage page)
    {
        using var document = Parser.ParseDocument(page.Html);
        var moved = new List<string>();
        foreach (var sheet in document.QuerySelectorAll("style").Where(IsForScreens))
            moved.AddRange(Take(page, document, sheet));
        if (moved.Count == 0)
            return false;
        foreach (var (position, style) in StylesOf(document, string.Join('\n', moved)))
            Write(page, position, style);
        return true;
    }

    private static bool IsForScreens(IElement sheet) =>
        sheet.GetAttribute("media") is not { } media || media.Trim() is "" or "all" or "screen";

    /// <summary>Takes the rules that match an element out of a style sheet.</summary>
    private static List<string> Take(TemplatePage page, IHtmlDocument document, IElement sheet)
    {
        var start = PositionOf(page, sheet)!.Value;
        var content = page.Html.IndexOf('>', start) + 1;
        var length = sheet.TextContent.Length;
        if (!page.IsPlain(content, length))
            return [];
        var (moved, kept) = (new List<string>(), new List<string>());
        try
        {
            foreach (var rule in StyleSheet.Rules(sheet.TextContent))
            {
                var matching = rule.MustStay ? [] : rule.Selectors.Where(selector => Matches(document, selector)).ToList();
                if (matching.Count > 0)
                    moved.Add(rule.For(matching));
                if (rule.MustStay)
                    kept.Add(rule.ToString());
                else if (rule.Selectors.Except(matching).ToList() is { Count: > 0 } others)
                    kept.Add(rule.For(others));
            }
        }
        catch (FormatException problem)
        {
            throw new FormatException($"{page.Describe(start)}: the style sheet cannot be read: {problem.Message}.");
        }

        if (moved.Count > 0)
            page.Replace(content, length, kept.Count == 0 ? "" : $"\n{string.Join('\n', kept)}\n");
        return moved;
    }

    private static bool Matches(IHtmlDocument document, string selector)
    {
        try
        {
            return !selector.Contains(':', StringComparison.Ordinal) && document.QuerySelector(selector) is not null;
        }
        catch (DomException)
        {
            throw new FormatException($"the selector '{selector}' is not valid");
        }
    }

    /// <summary>The style that the rules give to each element, by its position in the page. The elements' own styles stay out.</summary>
    private static List<(int Position, string Style)> StylesOf(IHtmlDocument document, string css)
    {
        foreach (var foreign in document.QuerySelectorAll("style, link, script").ToList())
            foreign.Remove();
        var places = new List<int>();
        foreach (var element in document.All)
        {
            element.RemoveAttribute("style");
            if (element.SourceReference is not { } source)
                continue;
            element.SetAttribute(Mark, $"{places.Count}");
            places.Add(source.Position.Position);
        }

        using var inliner = new PreMailer.Net.PreMailer(document.DocumentElement.OuterHtml);
        var result = inliner.MoveCssInline(css: css);
        if (result.Warnings.Count > 0)
            throw new FormatException(result.Warnings[0]);
        return [.. inliner.Document.QuerySelectorAll($"[{Mark}][style]")
            .Select(element => (places[int.Parse(element.GetAttribute(Mark)!, System.Globalization.CultureInfo.InvariantCulture)],
                element.GetAttribute("style")!.Trim().TrimEnd(';')))
            .Where(static entry => entry.Item2.Length > 0)];
    }

    /// <summary>Puts the style in front of the element's own, which therefore wins.</summary>
    private static void Write(TemplatePage page, int position, string style)
    {
        var start = StartTag().Match(page.Html, page.Html.LastIndexOf('<', Math.Min(position, page.Html.Length - 1)));
        if (!start.Success)
            return;
        for (var attribute = Attribute().Match(page.Html, start.Index + start.Length); attribute.Success; attribute = attribute.NextMatch())
        {
            var value = attribute.Groups["value"];
            if (!attribute.Groups["name"].ValueSpan.Equals("style", StringComparison.OrdinalIgnoreCase) || value.Length == 0)
                continue;
            if (value.ValueSpan[0] is var quote and ('"' or '\''))
                page.Replace(value.Index + 1, 0, $"{Escaped(style, quote)};");
            return;
        }

        page.Replace(start.Index + start.Length, 0, $" style=\"{Escaped(style, '"')}\"");
    }

    private static string Escaped(string style, char quote)
    {
        var text = style.Replace("&", "&amp;", StringComparison.Ordinal);
        return quote == '"' ? text.Replace('"', '\'') : text.Replace("'", "&#39;", StringComparison.Ordinal);
    }

    private static int? PositionOf(TemplatePage page, IElement element) => element.SourceReference is { } source
        ? page.Html.LastIndexOf('<', Math.Min(source.Position.Position, page.Html.Length - 1)) : null;

    [GeneratedRegex(@"\G<[A-Za-z][^\s/>]*")]
    private static partial Regex StartTag();

    [GeneratedRegex(@"\G[\s/]*(?<name>[^\s/>=]+)(?:\s*=\s*(?<value>""[^""]*""|'[^']*'|[^\s>""']*))?")]
    private static partial Regex Attribute();
}
