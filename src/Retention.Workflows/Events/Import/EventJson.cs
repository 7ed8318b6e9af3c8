using System.Text;
using System.Text.Json;

namespace Retention.Workflows.Events.Import;

/// <summary>Reads one event, or a list of them, from JSON that may be anything.</summary>
internal static class EventJson
{
    /// <summary>Times and customers are asked about when the events are stored.</summary>
    private static readonly EventLimits _anyTime = new() { Earliest = DateTimeOffset.MinValue, Latest = DateTimeOffset.MaxValue };

    internal static InputProblem Missing { get; } = new() { Reason = "is no event" };

    /// <summary>Adds what can be read.</summary>
    /// <returns>An entry for each: why it cannot be read, or none where it can.</returns>
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
            return [AppendEventResult.Refused(new InputProblem { Reason = $"is no JSON: something is wrong on line {exception.LineNumber + 1}, at byte {exception.BytePositionInLine + 1} of it" })];
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
            return AppendEventResult.Refused(new InputProblem { Reason = $"has {text.Length} characters; at most {EventLines.MaxLineLength} are allowed" });
        var problems = new List<InputProblem>();
        if (new EventLine(_anyTime, (field, reason) => problems.Add(new InputProblem { Field = field, Reason = reason })).Read(text) is not { } @event)
            return AppendEventResult.Refused(problems);
        events.Add(@event);
        return null;
    }

    /// <summary>Where the events stand: the whole, or the entries of the list.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
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
            // to its end, so that what follows is JSON too
        }

        return places;
    }
}
