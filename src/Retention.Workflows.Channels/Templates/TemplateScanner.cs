namespace Retention.Workflows.Channels.Templates;

/// <summary>Finds the tags of a template. Handlebars.Net exposes no syntax tree, and its own errors have no line.</summary>
internal static class TemplateScanner
{
    /// <summary>The tags in order. An unreadable tag is reported to <paramref name="report"/> with its line and skipped.</summary>
    internal static List<TemplateTag> Scan(string text, Action<int, string> report)
    {
        var tags = new List<TemplateTag>();
        var line = 1;
        var counted = 0;
        for (var start = Find(text, 0); start >= 0;)
        {
            line += text.AsSpan(counted, start - counted).Count('\n');
            counted = start;
            var end = End(text, start, out var content);
            if (end < 0)
            {
                report(line, "'{{' is not closed by '}}'");
                return tags;
            }

            try
            {
                if (Read(content, line) is { } tag)
                    tags.Add(tag with { Start = start, End = end });
            }
            catch (FormatException problem)
            {
                report(line, $"{{{{{content.Trim()}}}}}: {problem.Message}");
            }

            start = Find(text, end);
        }

        return tags;
    }

    /// <summary>
    /// The text with blanks in place of tags and comments, so that it reads as HTML and all positions stay. A tag that is a whole attribute
    /// without quotes becomes letters.
    /// </summary>
    internal static string Mask(string text)
    {
        var masked = text.ToCharArray();
        for (var start = Find(text, 0); start >= 0;)
        {
            var end = End(text, start, out _);
            if (end < 0)
                break;
            masked.AsSpan(start, end - start).Fill(start > 0 && text[start - 1] == '=' ? 'x' : ' ');
            start = Find(text, end);
        }

        return new string(masked);
    }

    /// <summary>The position of the next tag; a backslash before a tag makes it plain text.</summary>
    private static int Find(string text, int from)
    {
        var start = text.IndexOf("{{", from, StringComparison.Ordinal);
        while (start > 0 && text[start - 1] == '\\')
            start = text.IndexOf("{{", start + 2, StringComparison.Ordinal);
        return start;
    }

    /// <summary>
    /// The position after the tag that begins at <paramref name="start"/>, and the text between its braces; -1 when it never ends.
    /// </summary>
    private static int End(string text, int start, out string content)
    {
        content = "";
        var comment = text.AsSpan(start).StartsWith("{{!--") || text.AsSpan(start).StartsWith("{{~!--");
        var raw = text.AsSpan(start).StartsWith("{{{");
        var quotes = !comment && !text.AsSpan(start).StartsWith("{{!") && !text.AsSpan(start).StartsWith("{{~!");
        var closing = comment ? "--" : raw ? "}}}" : "}}";
        var quote = '\0';
        for (var position = start + 2; position < text.Length; position++)
        {
            var character = text[position];
            if (quote == '\0' && text.AsSpan(position).StartsWith(closing) && (!comment || IsCommentEnd(text, position)))
            {
                content = text[(start + 2)..position];
                return comment ? text.IndexOf("}}", position, StringComparison.Ordinal) + 2 : position + closing.Length;
            }

            if (quotes && quote == '\0' && character is '"' or '\'')
                quote = character;
            else if (character == quote && text[position - 1] != '\\')
                quote = '\0';
        }

        return -1;
    }

    private static bool IsCommentEnd(string text, int position) =>
        text.AsSpan(position).StartsWith("--}}") || text.AsSpan(position).StartsWith("--~}}");

    private static TemplateTag? Read(string content, int line)
    {
        var raw = content.StartsWith('{');
        var inner = content.TrimStart('{').Trim('~').Trim();
        if (inner.StartsWith('!'))
            return null;
        if (inner.StartsWith('*') || inner.StartsWith("#*", StringComparison.Ordinal))
            throw new FormatException("decorators and inline partials are not supported; use a partial's file");
        if (inner.Contains(" as |", StringComparison.Ordinal))
            throw new FormatException("block parameters are not supported");

        if (inner is "else" or "^")
            return new TemplateTag { Kind = TagKind.Else, Line = line };
        if (inner.StartsWith("else ", StringComparison.Ordinal))
            return Tag(TagKind.Else, inner[5..]);
        if (inner.StartsWith('^'))
            throw new FormatException("use {{#unless}}");
        if (inner.StartsWith("#>", StringComparison.Ordinal))
            return Tag(TagKind.PartialBlock, inner[2..]);
        return inner.Length == 0 ? Tag(TagKind.Value, "") : inner[0] switch
        {
            '#' => Tag(TagKind.Block, inner[1..]),
            '/' => Tag(TagKind.Close, inner[1..]),
            '>' => Tag(TagKind.Partial, inner[1..]),
            '&' => Tag(TagKind.Value, inner[1..]) with { Raw = true },
            _ => Tag(TagKind.Value, inner) with { Raw = raw },
        };

        TemplateTag Tag(TagKind kind, string text) => new() { Kind = kind, Line = line, Call = TagParser.Parse(text) };
    }
}
