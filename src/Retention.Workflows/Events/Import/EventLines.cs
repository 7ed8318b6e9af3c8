using System.Text;
using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>Reads events from JSON Lines: one object <c>{"id","customer","name","at","properties":{}}</c> a line.</summary>
/// <remarks>
/// <c>at</c> is an ISO 8601 instant with its offset. Optional are <c>properties</c> (texts, numbers, true and false; nothing nested, at most
/// <see cref="PropertyBag.MaxCount"/>), <c>amount</c> with its <c>currency</c>, and <c>lines</c>, a list of
/// <c>{"product","quantity","price"}</c>. A field of another name is an error, since it may be a misspelled one. The file is
/// UTF-8; blank lines are passed over. A line has at most <see cref="MaxLineLength"/> characters, and times and customers are those that <see cref="EventLimits"/> let through. An event may stand twice if both say the same; it then counts once.
/// </remarks>
public static class EventLines
{
    /// <summary>The greatest length of a line, in UTF-16 code units.</summary>
    public const int MaxLineLength = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; errors name it as it is written here.</param>
    /// <param name="limits">What events may say; default <see cref="EventLimits"/> as it is.</param>
    /// <returns>All lines as events, in the file's order.</returns>
    /// <exception cref="ImportException">The file is not in order; all errors are listed and nothing is returned.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static ImportedEvents Read(string path, EventLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = ImportText.Open(path);
        return Read(reader, path, limits);
    }

    /// <summary>Reads from an open reader, which is left open.</summary>
    /// <param name="reader">The text, from its first line on.</param>
    /// <param name="name">What errors call the file.</param>
    /// <param name="limits">What events may say; default <see cref="EventLimits"/> as it is.</param>
    /// <returns>All lines as events, in the text's order.</returns>
    /// <exception cref="ImportException">The text is not in order; all errors are listed and nothing is returned.</exception>
    public static ImportedEvents Read(TextReader reader, string name, EventLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(name);

        limits ??= new EventLimits();
        var errors = new ImportErrors(name);
        var lines = new ImportLines(reader, MaxLineLength);
        var events = new List<CustomerEvent>();
        var seen = new Dictionary<(CustomerId, string), (int Index, int Line)>();
        var duplicates = 0;
        var line = 0;
        try
        {
            while (lines.Read() is { } text)
            {
                line++;
                if (line == 1)
                    text = text.TrimStart('\uFEFF');
                if (lines.Length > MaxLineLength)
                {
                    errors.Add(line, null, $"has {lines.Length} characters; at most {MaxLineLength} are allowed");
                    continue;
                }

                if (string.IsNullOrWhiteSpace(text) || ReadLine(text) is not { } read)
                    continue;
                if (seen.TryAdd((read.Customer, read.Id), (events.Count, line)))
                    events.Add(read);
                else if (seen[(read.Customer, read.Id)] is var first && events[first.Index].Equals(read))
                    duplicates++;
                else
                    errors.Add(line, "id", $"event '{read.Id}' of the same customer stands already on line {first.Line}, with another content");
            }
        }
        catch (DecoderFallbackException)
        {
            errors.Add(line + 1, null, "on this line or soon after it stands a byte that is not UTF-8: save the file as UTF-8");
        }

        errors.ThrowIfAny();
        return new ImportedEvents { Events = events, Duplicates = duplicates };

        CustomerEvent? ReadLine(string text) => new EventLine(limits, (field, reason) => errors.Add(line, field, reason)).Read(text);
    }
}
