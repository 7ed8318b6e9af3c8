using System.Text;

namespace Retention.Workflows.Channels.Templates.Css;

/// <summary>A file in its place in a page, with the changes that this place needs.</summary>
/// <param name="name">The name under which the compiler knows it.</param>
/// <param name="file">The file.</param>
internal sealed class PagePiece(string name, TemplateFile file)
{
    private readonly SortedDictionary<int, (int Length, string Text)> _edits = [];

    internal string Name => name;

    internal TemplateFile File => file;

    internal List<TemplateTag> Tags { get; } = TemplateScanner.Scan(file.Text, static (_, _) => { });

    internal string Masked { get; } = TemplateScanner.Mask(file.Text);

    internal string EditedText
    {
        get
        {
            var text = new StringBuilder(file.Text);
            foreach (var (position, edit) in _edits.Reverse())
                text.Remove(position, edit.Length).Insert(position, edit.Text);
            return text.ToString();
        }
    }

    /// <summary>Replaces a part of the file. Of two changes at one place the first counts.</summary>
    internal void Replace(int position, int length, string text) => _edits.TryAdd(position, (length, text));

    /// <summary>Replaces the name in a tag.</summary>
    internal void Rename(TemplateTag tag, string newName) =>
        Replace(file.Text.IndexOf(tag.Call!.Name, tag.Start, StringComparison.Ordinal), tag.Call.Name.Length, newName);

    /// <summary>The index of the tag that closes a block.</summary>
    internal int CloseOf(int open)
    {
        var depth = 0;
        for (var index = open; ; index++)
        {
            depth += Tags[index].Kind switch
            {
                TagKind.Block or TagKind.PartialBlock => 1,
                TagKind.Close => -1,
                _ => 0,
            };
            if (depth == 0)
                return index;
        }
    }
}
