using System.Globalization;
using Sylvan.Data.Csv;

namespace Retention.Workflows.Import.Csv;

/// <summary>The records of a CSV text, one after the other, with the line on which each starts. Blank lines are skipped.</summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>No text contains it, so no line counts as a comment: the numbers of Shopify's orders begin with a hash.</summary>
    private const char NoComment = '\uffff';

    private readonly CsvText _text;
    private readonly CsvDataReader? _reader;
    private int _nextLine;

    internal CsvRows(CsvText text, char separator, int firstLine)
    {
        _text = text;
        _nextLine = firstLine;
        try
        {
            _reader = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                Delimiter = separator,
                HasHeaders = false,
                Comment = NoComment,
                BufferSize = 16_384,
                MaxBufferSize = CsvLimits.MaxRecordLength + 16_384,
            });
        }
        catch (CsvRecordTooLargeException)
        {
            Problem = CsvText.TooLong;
        }
    }

    /// <summary>The line on which the current record starts, 1 for the first of the file.</summary>
    internal int Line { get; private set; }

    /// <summary>The number of cells of the current record.</summary>
    internal int Count => _reader!.RowFieldCount;

    /// <summary>Why reading ended at <see cref="Line"/>, before the end of the file; null if it did not.</summary>
    internal string? Problem { get; private set; }

    /// <summary>A cell of the current record; valid until the next record is read.</summary>
    internal ReadOnlySpan<char> this[int index] => index < Count ? _reader!.GetFieldSpan(index) : default;

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the file, or where it cannot be read further.</returns>
    internal bool Read()
    {
        while (Problem is null && Next())
        {
            Line = _nextLine;
            _nextLine += LinesOf(_reader!.GetRawRecordSpan());
            if (Line < StopLine && (Count > 1 || !_reader.GetFieldSpan(0).IsWhiteSpace()))
                return true;
        }

        Line = _text.Problem is null ? _nextLine : _text.Line;
        Problem ??= _text.Problem;
        return false;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _text.Dispose();
    }

    /// <summary>The line that the text could not deliver as a whole.</summary>
    private int StopLine => _text.Problem is null ? int.MaxValue : _text.Line;

    private bool Next()
    {
        try
        {
            return _reader!.Read();
        }
        catch (CsvRecordTooLargeException)
        {
            Problem = CsvText.TooLong;
        }
        catch (CsvFormatException exception) when (_text.Problem is null)
        {
            Problem = Describe(exception);
        }
        catch (CsvFormatException)
        {
            // The text ended inside a cell, and says why.
        }

        return false;
    }

    private static string Describe(CsvFormatException exception) => string.Create(CultureInfo.InvariantCulture,
        $"column {exception.FieldOrdinal + 1} begins with a quote but does not end with one, or a quote inside it is not doubled. {CsvText.NotRead}");

    /// <summary>The lines of a record: quoted cells may contain line ends.</summary>
    private static int LinesOf(ReadOnlySpan<char> record) => Math.Max(1, record.Count('\n'));
}
