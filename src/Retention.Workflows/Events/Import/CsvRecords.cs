using System.Text;

namespace Retention.Workflows.Events.Import;

/// <summary>
/// Reads comma-separated records by RFC 4180: quoted cells may contain doubled quotes and line ends; records end with CRLF, LF or CR.
/// </summary>
internal sealed class CsvRecords(TextReader reader)
{
    internal const int MaxCellLength = 10_000;

    private readonly StringBuilder _cell = new();
    private int _nextLine = 1;
    private bool _lost;

    /// <summary>The line on which the last record starts.</summary>
    internal int Line { get; private set; }

    /// <summary>Reads a record into <paramref name="cells"/>. After a broken cell, the rest of its line is skipped.</summary>
    /// <returns>True if there was a record.</returns>
    internal bool Read(List<string> cells, out string? problem)
    {
        cells.Clear();
        problem = null;
        Line = _nextLine;
        if (_lost || reader.Peek() < 0)
            return false;

        int end;
        do
        {
            _cell.Clear();
            end = reader.Peek() == '"' ? ReadQuoted(ref problem) : ReadPlain(ref problem);
            cells.Add(_cell.ToString());
        }
        while (end == ',' && !_lost);
        return true;
    }

    private int ReadPlain(ref string? problem)
    {
        int next;
        while ((next = reader.Read()) >= 0 && next != ',' && !IsLineEnd(next))
        {
            if (next == '"')
                problem ??= "a quote is inside a cell: put the whole cell in quotes and double the quotes in it";
            Append(next, ref problem);
        }

        return next;
    }

    private int ReadQuoted(ref string? problem)
    {
        reader.Read();
        while (true)
        {
            var next = reader.Read();
            if (next < 0)
                problem ??= "a quote is opened but not closed";
            if (next < 0 || _lost)
                return -1;
            if (next != '"')
            {
                if (next == '\n' || (next == '\r' && reader.Peek() != '\n'))
                    _nextLine++;
                Append(next, ref problem);
            }
            else if (reader.Peek() == '"')
            {
                Append(reader.Read(), ref problem);
            }
            else
            {
                return ReadBehindQuote(ref problem);
            }
        }
    }

    private int ReadBehindQuote(ref string? problem)
    {
        var next = reader.Read();
        if (next is not (',' or '\r' or '\n' or < 0))
            problem ??= "there is text after a closing quote";
        while (next is not (',' or < 0) && !IsLineEnd(next))
            next = reader.Read();
        return next;
    }

    private void Append(int character, ref string? problem)
    {
        if (_cell.Length < MaxCellLength)
        {
            _cell.Append((char)character);
            return;
        }

        problem =
            $"a cell is longer than {MaxCellLength} characters, so perhaps a closing quote is missing; the rest of the file was not read";
        _lost = true;
    }

    private bool IsLineEnd(int character)
    {
        if (character is not ('\r' or '\n'))
            return false;
        if (character == '\r' && reader.Peek() == '\n')
            reader.Read();
        _nextLine++;
        return true;
    }
}
