namespace Retention.Workflows.Tool.Import;

/// <summary>Writes rows in columns. A cell is cut at 40 characters, and shows no control characters of a file.</summary>
internal static class TextTable
{
    private const int MaxWidth = 40;

    internal static void Write(TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [heads, .. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Shown)])];
        if (all.Count == 1)
            return;
        var widths = heads.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        output.WriteLine();
        foreach (var row in all)
            output.WriteLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        output.WriteLine();
    }

    private static string Shown(string cell)
    {
        var text = string.Concat(cell.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length <= MaxWidth ? text : text[..(char.IsHighSurrogate(text[MaxWidth - 2]) ? MaxWidth - 2 : MaxWidth - 1)] + "…";
    }
}
