using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Reads and writes event patterns: <c>"event": "purchase", "where": [...]</c>.</summary>
internal static class EventPatternForm
{
    /// <summary>The properties of an object that is or contains a pattern.</summary>
    internal static IReadOnlyList<JsonField> Fields { get; } = [JsonField.Required("event"), JsonField.Optional("where")];

    internal static EventPattern Read(JsonReading json) => new(json.Event("event"), Filters(json));

    internal static EventPattern Read(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, Fields) is { } json ? Read(json) : new EventPattern(default);

    internal static IReadOnlyList<PropertyFilter> Filters(JsonReading json)
    {
        PropertyFilter?[] filters = [.. json.List("where").Select(item =>
            JsonReading.Open(item, json.Context, PropertyValues.FilterFields) is { } filter ? PropertyValues.Filter(filter) : null)];
        return [.. filters.OfType<PropertyFilter>()];
    }

    internal static void Write(EventPattern pattern, Utf8JsonWriter json)
    {
        json.WriteString("event", pattern.Name.Value);
        Write(pattern.Filters, json);
    }

    internal static void Write(IReadOnlyList<PropertyFilter> filters, Utf8JsonWriter json)
    {
        if (filters.Count == 0)
            return;
        json.WriteStartArray("where");
        foreach (var filter in filters)
        {
            json.WriteStartObject();
            PropertyValues.Write(filter, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Check(EventPattern pattern, ValidationContext at)
    {
        at["event"].Given(pattern.Name);
        for (var index = 0; index < pattern.Filters.Count; index++)
            at["where"][index].Filter(pattern.Filters[index]);
    }
}
