using System.Text;

namespace Retention.Workflows.Events.Import;

/// <summary>Reads lines of any length in bounded memory. Of a line that is too long, only the beginning and the length are kept.</summary>
internal sealed class ImportLines(TextReader reader, int maxLength)
{
    private readonly StringBuilder _line = new();

    /// <summary>The full length of the last line, in UTF-16 code units, even if only its beginning was kept.</summary>
    internal long Length { get; private set; }

    /// <summary>The next line without its line end; null after the last line.</summary>
    internal string? Read()
    {
        var next = reader.Read();
        if (next < 0)
            return null;
        _line.Clear();
        Length = 0;
        for (; next >= 0 && next != '\n'; next = reader.Read())
        {
            if (next == '\r')
            {
                if (reader.Peek() == '\n')
                    reader.Read();
                break;
            }

            Length++;
            if (_line.Length < maxLength)
                _line.Append((char)next);
        }

        return _line.ToString();
    }
}
