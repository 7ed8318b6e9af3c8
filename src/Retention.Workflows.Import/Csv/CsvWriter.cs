using System.Buffers;

namespace Retention.Workflows.Import;

/// <summary>Writes CSV that every program reads and no spreadsheet program executes.</summary>
/// <remarks>
/// Cells are quoted by RFC 4180; lines end with CRLF. A cell that a spreadsheet program would take for a formula (it begins with <c>=</c>,
/// <c>+</c>, <c>-</c>, <c>@</c>, a tab or a line end, or with a full-width form of them) gets an apostrophe in front, unless it is a number
/// such as <c>-12.50</c>. The reader of this package removes that apostrophe again. Not thread-safe.
/// </remarks>
public sealed class CsvWriter
{
    private const string FormulaStarts = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private readonly TextWriter _writer;
    private readonly char _separator;
    private readonly SearchValues<char> _quoted;

    /// <summary>Creates a writer over an open text; it does not close it.</summary>
    /// <param name="writer">Where the rows go.</param>
    /// <param name="separator">A comma (default), a semicolon, a tab or a vertical bar.</param>
    /// <exception cref="ArgumentException">It is another separator.</exception>
    public CsvWriter(TextWriter writer, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!CsvFormat.Separators.Contains(separator))
            throw new ArgumentException($"A separator is a comma, a semicolon, a tab or a vertical bar, not '{separator}'.", nameof(separator));
        _writer = writer;
        _separator = separator;
        _quoted = SearchValues.Create([separator, '"', '\r', '\n']);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="cells">The cells; null is an empty cell.</param>
    public void WriteRow(params ReadOnlySpan<string?> cells)
    {
        for (var index = 0; index < cells.Length; index++)
        {
            if (index > 0)
                _writer.Write(_separator);
            WriteCell(Defuse(cells[index] ?? ""), isOnly: cells.Length == 1);
        }

        _writer.Write("\r\n");
    }

    private void WriteCell(string cell, bool isOnly)
    {
        // A single empty cell is quoted, since a blank line is no row.
        var needsQuotes = cell.AsSpan().ContainsAny(_quoted) || (cell.Length > 0 && (cell[0] == ' ' || cell[^1] == ' '))
            || (isOnly && cell.Length == 0);
        if (needsQuotes)
            cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        _writer.Write(cell);
    }

    private static string Defuse(string cell) =>
        cell.Length > 0 && FormulaStarts.Contains(cell[0], StringComparison.Ordinal) && !IsNumber(cell) ? $"'{cell}" : cell;

    /// <summary>A sign, digits, and at most one decimal sign between digits.</summary>
    private static bool IsNumber(string cell)
    {
        var digits = cell.AsSpan(1);
        var decimals = digits.IndexOfAny('.', ',');
        return cell[0] is '-' or '+' && (decimals < 0 ? AreDigits(digits) : AreDigits(digits[..decimals]) && AreDigits(digits[(decimals + 1)..]));
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
