using System.Text;
using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>Reads events from JSON Lines: one object <c>{"id","customer","name","at","properties":{}}</c> on each line.</summary>
/// <remarks>
/// <c>at</c> is an ISO 8601 instant with its offset. Optional fields are <c>properties</c> (texts, numbers, true and false; no nesting, at
/// most <see cref="PropertyBag.MaxCount"/>), <c>amount</c> with its <c>currency</c>, and <c>lines</c>, a list of
/// <c>{"product","quantity","price"}</c>. An unknown field is an error, because it may be misspelled. The file is UTF-8; blank lines are
/// skipped. A line has at most <see cref="MaxLineLength"/> characters. Times and customers must satisfy the <see cref="EventLimits"/>. An
/// event that occurs twice with the same content counts once.
/// </remarks>
public static class EventLines
{
    /// <summary>The maximum length of a line, in UTF-16 code units.</summary>
    public const int MaxLineLength = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file; errors contain it unchanged.</param>
    /// <param name="limits">The limits of the events' content; the default <see cref="EventLimits"/> if null.</param>
    /// <returns>All events, in the file's order.</returns>
    /// <exception cref="ImportException">The file is invalid. All errors are listed and nothing is returned.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static ImportedEvents Read(string path, EventLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = ImportText.Open(path);
        return Read(reader, path, limits);
    }

    /// <summary>Reads from an open reader. The reader is not closed.</summary>
    /// <param name="reader">The text, positioned at its first line.</param>
    /// <param name="name">The name of the file in errors.</param>
    /// <param name="limits">The limits of the events' content; the default <see cref="EventLimits"/> if null.</param>
    /// <returns>All events, in the text's order.</returns>
    /// <exception cref="ImportException">The text is invalid. All errors are listed and nothing is returned.</exception>
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
                    errors.Add(
                        line, "id", $"event '{read.Id}' of the same customer is already on line {first.Line} with different content");
            }
        }
        catch (DecoderFallbackException)
        {
            errors.Add(line + 1, null, "this line or one shortly after it contains a byte that is not UTF-8: save the file as UTF-8");
        }

        errors.ThrowIfAny();
        return new ImportedEvents { Events = events, Duplicates = duplicates };

        CustomerEvent? ReadLine(string text) => new EventLine(limits, (field, reason) => errors.Add(line, field, reason)).Read(text);
    }
}
