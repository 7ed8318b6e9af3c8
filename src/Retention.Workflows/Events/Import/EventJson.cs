using System.Text;
using System.Text.Json;

namespace Retention.Workflows.Events.Import;

/// <summary>Reads one event, or a list of events, from untrusted JSON.</summary>
internal static class EventJson
{
    /// <summary>Times and customers are checked later, when the events are stored.</summary>
    private static readonly EventLimits _anyTime = new() { Earliest = DateTimeOffset.MinValue, Latest = DateTimeOffset.MaxValue };

    internal static InputProblem Missing { get; } = new() { Reason = "is not an event" };

    /// <summary>Adds the readable events to <paramref name="events"/>.</summary>
    /// <returns>One entry for each event of the input: the refusal, or null if the event was read.</returns>
    internal static IReadOnlyList<AppendEventResult?> Read(ReadOnlySpan<byte> utf8, List<CustomerEvent> events)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        List<Range> places;
        try
        {
            places = Places(utf8);
        }
        catch (JsonException exception)
        {
            var reason =
                $"is not valid JSON: there is an error on line {exception.LineNumber + 1}, at byte {exception.BytePositionInLine + 1} of it";
            return [AppendEventResult.Refused(new InputProblem { Reason = reason })];
        }

        var answers = new AppendEventResult?[places.Count];
        for (var index = 0; index < answers.Length; index++)
            answers[index] = ReadOne(utf8[places[index]], events);
        return answers;
    }

    private static AppendEventResult? ReadOne(ReadOnlySpan<byte> utf8, List<CustomerEvent> events)
    {
        if (utf8.Length > EventLines.MaxLineLength * 3L)
            return AppendEventResult.Refused(new InputProblem { Reason = $"has more than {EventLines.MaxLineLength} characters" });
        var text = Encoding.UTF8.GetString(utf8);
        if (text.Length > EventLines.MaxLineLength)
            return AppendEventResult.Refused(
                new InputProblem { Reason = $"has {text.Length} characters; at most {EventLines.MaxLineLength} are allowed" });
        var problems = new List<InputProblem>();
        if (new EventLine(_anyTime, (field, reason) => problems.Add(new InputProblem { Field = field, Reason = reason }))
            .Read(text) is not { } @event)
            return AppendEventResult.Refused(problems);
        events.Add(@event);
        return null;
    }

    /// <summary>The byte ranges of the events: the whole text, or the entries of the list.</summary>
    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    private static List<Range> Places(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var places = new List<Range>();
        reader.Read();
        var isList = reader.TokenType == JsonTokenType.StartArray;
        while (!isList || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            places.Add(start..(int)reader.BytesConsumed);
            if (!isList)
                break;
        }

        while (reader.Read())
        {
            // Reads to the end, so that text after the list must be JSON too.
        }

        return places;
    }
}
