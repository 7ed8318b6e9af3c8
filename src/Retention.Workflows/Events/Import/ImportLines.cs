using System.Text;

namespace Retention.Workflows.Events.Import;

/// <summary>Reads lines of any length in bounded memory: of one that is too long the beginning is kept, and how long it is.</summary>
internal sealed class ImportLines(TextReader reader, int maxLength)
{
    private readonly StringBuilder _line = new();

    /// <summary>How long the last line is, in UTF-16 code units, kept or not.</summary>
    internal long Length { get; private set; }

    /// <summary>The next line without its end; none behind the last.</summary>
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
