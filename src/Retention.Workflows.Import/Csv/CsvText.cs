using System.Globalization;
using System.Text;

namespace Retention.Workflows.Import.Csv;

/// <summary>
/// The text of a file for the record reader: line ends are LF or CRLF, and it ends where a line breaks the limits, so that no line is ever
/// held as a whole.
/// </summary>
/// <param name="reader">The rest of the file.</param>
/// <param name="separator">The separator of the cells.</param>
/// <param name="start">What was already read from the file.</param>
/// <param name="firstLine">The line on which <paramref name="start"/> begins.</param>
internal sealed class CsvText(TextReader reader, char separator, string start, int firstLine) : TextReader
{
    private int _lineLength;
    private int _separators;
    private int _started;
    private int _pushedBack = -1;

    /// <summary>The line of the last character that was read, 1 for the first.</summary>
    internal int Line { get; private set; } = firstLine;

    /// <summary>Why the text ended before the file did; null if it did not.</summary>
    internal string? Problem { get; private set; }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (Problem is not null || buffer.IsEmpty)
            return 0;
        var length = Fill(buffer);
        for (var index = 0; index < length; index++)
        {
            if (buffer[index] == '\r' && !IsFollowedByLineFeed(buffer[..length], index))
                buffer[index] = '\n';
            if (Count(buffer[index]))
                continue;
            return index;
        }

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            reader.Dispose();
        base.Dispose(disposing);
    }

    private int Fill(Span<char> buffer)
    {
        if (_pushedBack < 0)
            return Decode(buffer);
        buffer[0] = (char)_pushedBack;
        _pushedBack = -1;
        return 1 + (buffer.Length > 1 ? Decode(buffer[1..]) : 0);
    }

    private int Decode(Span<char> buffer)
    {
        if (_started < start.Length)
        {
            var length = Math.Min(buffer.Length, start.Length - _started);
            start.AsSpan(_started, length).CopyTo(buffer);
            _started += length;
            return length;
        }

        try
        {
            return reader.Read(buffer);
        }
        catch (DecoderFallbackException)
        {
            Problem = WrongEncoding;
            return 0;
        }
    }

    /// <summary>Reads one character ahead if the buffer ends with a carriage return.</summary>
    private bool IsFollowedByLineFeed(ReadOnlySpan<char> buffer, int index)
    {
        if (index + 1 < buffer.Length)
            return buffer[index + 1] == '\n';
        Span<char> next = stackalloc char[1];
        if (_pushedBack < 0 && Decode(next) == 1)
            _pushedBack = next[0];
        return _pushedBack == '\n';
    }

    /// <summary>Counts a character.</summary>
    /// <returns>False if it breaks a limit.</returns>
    private bool Count(char character)
    {
        if (character == '\n')
        {
            Line++;
            (_lineLength, _separators) = (0, 0);
            return true;
        }

        if (character == separator)
            _separators++;
        if (++_lineLength > CsvLimits.MaxRecordLength)
            Problem = TooLong;
        else if (_separators > CsvLimits.MaxSeparators)
            Problem = string.Create(CultureInfo.InvariantCulture,
                $"has more than {CsvLimits.MaxSeparators} separators; a file has at most {CsvLimits.MaxColumns} columns. {NotRead}");
        return Problem is null;
    }

    internal const string WrongEncoding =
        "this line or one shortly after it contains a byte that is not of the file's encoding (UTF-8 unless the mapping names another): save the "
        + "file as CSV UTF-8, or set the encoding of the mapping, for example to windows-1252";

    internal const string NotRead = "The rest of the file was not read";

    internal static string TooLong { get; } = string.Create(CultureInfo.InvariantCulture,
        $"is longer than {CsvLimits.MaxRecordLength} characters, so perhaps a closing quote is missing. {NotRead}");
}
