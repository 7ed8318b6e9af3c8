using System.Text;

namespace Retention.Workflows.Replay.Report;

/// <summary>
/// A plain-text table. The first column is left-aligned, numbers are right-aligned, and a last column of words is wrapped to the width.
/// </summary>
internal sealed class TextTable(string indent, params string[] headings)
{
    private const string Gap = "  ";
    private const int Width = 100;

    private readonly List<string[]> _rows = [];

    /// <summary>True if the last column contains words instead of numbers.</summary>
    internal bool EndsWithWords { get; init; }

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal void WriteTo(StringBuilder text)
    {
        var widths = headings.Select(
            (heading, column) => Math.Max(heading.Length, _rows.Select(row => row[column].Length).DefaultIfEmpty().Max())).ToArray();
        WriteRow(text, headings, widths);
        foreach (var row in _rows)
            WriteRow(text, row, widths);
    }

    private void WriteRow(StringBuilder text, string[] cells, int[] widths)
    {
        var line = new StringBuilder(indent);
        for (var column = 0; column < cells.Length; column++)
        {
            if (column > 0)
                line.Append(Gap);
            if (EndsWithWords && column == cells.Length - 1)
                AppendWords(line, cells[column]);
            else
                line.Append(column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column]));
        }

        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
        text.Append(line).Append('\n');
    }

    private static void AppendWords(StringBuilder line, string words)
    {
        var start = line.Length;
        var end = start;
        foreach (var word in words.Split(' '))
        {
            if (end > start && end + 1 + word.Length > Width)
            {
                line.Append('\n').Append(' ', start);
                end = start;
            }
            else if (end > start)
            {
                line.Append(' ');
                end++;
            }

            line.Append(word);
            end += word.Length;
        }
    }
}
