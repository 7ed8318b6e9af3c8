using System.Text;

namespace Retention.Workflows.Import.Csv;

/// <summary>An open CSV file: its header, and the records behind it.</summary>
internal sealed class CsvFile : IDisposable
{
    private const string SeparatorLine = "sep=";

    private readonly TextReader _reader;

    private CsvFile(TextReader reader) => _reader = reader;

    /// <summary>The separator, as declared by the file or the mapping, or found from the header.</summary>
    internal char Separator { get; private set; }

    /// <summary>The names of the columns, trimmed.</summary>
    internal IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The line of the header.</summary>
    internal int HeaderLine { get; private set; }

    /// <summary>Why the header cannot be read; null if it can.</summary>
    internal string? Problem { get; private set; }

    /// <summary>The records behind the header; not to be used if there is a <see cref="Problem"/>.</summary>
    internal CsvRows Rows { get; private set; } = null!;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="open">Opens the bytes of the file at their start.</param>
    /// <param name="format">Separator and encoding.</param>
    /// <param name="isKnown">True for the names that the mapping uses; they decide about the separator.</param>
    internal static CsvFile Open(Func<Stream> open, CsvFormat format, Func<string, bool> isKnown)
    {
        var file = new CsvFile(new StreamReader(open(), EncodingOf(format.Encoding), detectEncodingFromByteOrderMarks: true));
        try
        {
            file.ReadHeader(format, isKnown);
        }
        catch (DecoderFallbackException)
        {
            file.Problem = CsvText.WrongEncoding + ". A workbook of a spreadsheet program is no CSV file";
        }

        return file;
    }

    public void Dispose()
    {
        Rows?.Dispose();
        _reader.Dispose();
    }

    /// <summary>The encoding, which throws at invalid bytes.</summary>
    /// <exception cref="ArgumentException">There is no such encoding.</exception>
    internal static Encoding EncodingOf(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private void ReadHeader(CsvFormat format, Func<string, bool> isKnown)
    {
        char? declared = null;
        string? line;
        while (true)
        {
            HeaderLine++;
            line = ReadLine();
            if (line is null || Problem is not null)
            {
                Problem ??= "";
                return;
            }

            if (declared is null && line.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && line.Length == SeparatorLine.Length + 1)
                declared = line[^1];
            else if (!string.IsNullOrWhiteSpace(line))
                break;
        }

        Separator = declared ?? format.Separator ?? Find(line, isKnown);
        Rows = new CsvRows(new CsvText(_reader, Separator, line + "\n", HeaderLine), Separator, HeaderLine);
        if (!Rows.Read())
            Problem = Rows.Problem ?? "";
        else if (Rows.Count > CsvLimits.MaxColumns)
            Problem = $"has {Rows.Count} columns; at most {CsvLimits.MaxColumns} are allowed";
        else
            Header = CellsOf(Rows);
    }

    /// <summary>Reads a line of limited length.</summary>
    private string? ReadLine()
    {
        var line = new StringBuilder();
        int next;
        while ((next = _reader.Read()) >= 0 && next is not ('\n' or '\r'))
        {
            if (line.Append((char)next).Length > CsvLimits.MaxRecordLength)
            {
                Problem = CsvText.TooLong;
                return null;
            }
        }

        if (next == '\r' && _reader.Peek() == '\n')
            _reader.Read();
        return next < 0 && line.Length == 0 ? null : line.ToString().TrimStart('\uFEFF');
    }

    /// <summary>The separator that makes most cells of the header known names; if none does, the one that makes most cells.</summary>
    private static char Find(string line, Func<string, bool> isKnown) => CsvFormat.Separators
        .Select(separator => (Separator: separator, Cells: Split(line, separator)))
        .OrderByDescending(found => found.Cells.Count(isKnown)).ThenByDescending(found => found.Cells.Length)
        .First().Separator;

    private static string[] Split(string line, char separator)
    {
        if (!line.Contains(separator, StringComparison.Ordinal))
            return [line.Trim().Trim('"')];
        if (line.Count(character => character == separator) > CsvLimits.MaxColumns)
            return [];
        using var rows = new CsvRows(new CsvText(TextReader.Null, separator, line, 1), separator, 1);
        return rows.Read() ? CellsOf(rows) : [];
    }

    private static string[] CellsOf(CsvRows rows)
    {
        var cells = new string[rows.Count];
        for (var index = 0; index < cells.Length; index++)
            cells[index] = rows[index].Trim().ToString();
        return cells;
    }
}
