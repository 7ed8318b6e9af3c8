using System.Text;

namespace Retention.Workflows.Channels.Templates.Css;

/// <summary>A template with its partials in their places, as HTML without tags. Knows from which file each character comes.</summary>
/// <remarks>All branches of conditions are in the page, one after the other.</remarks>
internal sealed class TemplatePage
{
    private readonly Func<string, TemplateFile?> _partials;
    private readonly Dictionary<(PagePiece, int), PagePiece> _uses = [];
    private readonly StringBuilder _html = new();
    private readonly List<(int At, PagePiece Piece, int From)> _segments = [];

    internal TemplatePage(TemplateFile file, Func<string, TemplateFile?> partials)
    {
        _partials = partials;
        Root = new PagePiece(file.Name, file);
        Add(Root, 0, file.Text.Length, block: null);
        Html = _html.ToString();
    }

    internal string Html { get; }

    internal PagePiece Root { get; }

    /// <summary>The partials, once for each place where they are used.</summary>
    internal IReadOnlyCollection<PagePiece> Partials => _uses.Values;

    /// <summary>Replaces a part of the page in the file from which it comes.</summary>
    internal void Replace(int position, int length, string text)
    {
        var (piece, from) = Locate(position);
        piece.Replace(from, length, text);
    }

    /// <summary>True if a part of the page stands as it is, without a tag, in one file.</summary>
    internal bool IsPlain(int position, int length)
    {
        var (piece, from) = Locate(position);
        return from + length <= piece.File.Text.Length
            && string.CompareOrdinal(piece.File.Text, from, Html, position, length) == 0;
    }

    /// <summary>The file and line of a position, for messages.</summary>
    internal string Describe(int position)
    {
        var (piece, from) = Locate(position);
        return FormattableString.Invariant($"{piece.File.FileName}, line {1 + piece.File.Text.AsSpan(0, from).Count('\n')}");
    }

    private (PagePiece Piece, int From) Locate(int position)
    {
        var (at, piece, from) = _segments.FindLast(segment => segment.At <= position);
        return (piece, from + position - at);
    }

    private void Add(PagePiece piece, int from, int to, Action? block)
    {
        var at = from;
        for (var index = 0; index < piece.Tags.Count; index++)
        {
            var tag = piece.Tags[index];
            if (tag.Start < from || tag.Start >= to || tag.Kind is not (TagKind.Partial or TagKind.PartialBlock))
                continue;
            Append(piece, at, tag.Start);
            at = tag.End;
            if (tag.Call!.Name == "@partial-block")
            {
                block?.Invoke();
                continue;
            }

            var (content, close) = ((Action?)null, (TemplateTag?)null);
            if (tag.Kind == TagKind.PartialBlock)
            {
                index = piece.CloseOf(index);
                close = piece.Tags[index];
                at = close.End;
                content = () => Add(piece, tag.End, close.Start, block);
            }

            if (Use(piece, tag, close) is { } partial)
                Add(partial, 0, partial.File.Text.Length, content);
        }

        Append(piece, at, to);
    }

    /// <summary>
    /// The partial of a tag, under a name of its own, since its elements may have other styles than those of another use.
    /// </summary>
    private PagePiece? Use(PagePiece piece, TemplateTag tag, TemplateTag? close)
    {
        if (_uses.TryGetValue((piece, tag.Start), out var known))
            return known;
        if (_partials(tag.Call!.Name) is not { } file)
            return null;
        var used = new PagePiece(FormattableString.Invariant($"{file.Name}__{_uses.Count}"), file);
        _uses.Add((piece, tag.Start), used);
        piece.Rename(tag, used.Name);
        if (close is not null)
            piece.Rename(close, used.Name);
        return used;
    }

    private void Append(PagePiece piece, int from, int to)
    {
        if (to <= from)
            return;
        _segments.Add((_html.Length, piece, from));
        _html.Append(piece.Masked, from, to - from);
    }
}
