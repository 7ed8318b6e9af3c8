using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Reads and writes property values and filters.</summary>
internal static class PropertyValues
{
    /// <summary>The properties of a filter besides its key; exactly one of them must be present.</summary>
    internal static IReadOnlyList<JsonField> DemandFields { get; } = [.. Enum.GetValues<PropertyComparison>()
        .Select(comparison => JsonField.Optional(KebabName.Of(comparison)))];

    internal static IReadOnlyList<JsonField> FilterFields { get; } = [JsonField.Required("key"), .. DemandFields];

    /// <summary>Reads <c>"key": "channel", "equal": "store"</c>.</summary>
    internal static PropertyFilter? Filter(JsonReading json)
    {
        var key = json.Text("key");
        if (json.OneOf([.. DemandFields.Select(field => field.Name)]) is not { } name
            || !KebabName.TryParse(name, out PropertyComparison comparison))
            return null;

        var errors = json.Context.Errors.Count;
        IReadOnlyList<PropertyValue> values = comparison == PropertyComparison.In
            ? [.. json.List(name).Select(item => Value(item, json.Context))]
            : [Value(json.Item(name)!, json.Context)];
        return key is null || json.Context.Errors.Count > errors
            ? null : json.Make(() => new PropertyFilter(key, comparison, values), KeyOrDemand(key, name));
    }

    internal static void Write(PropertyFilter filter, Utf8JsonWriter json)
    {
        json.WriteString("key", filter.Key);
        var name = KebabName.Of(filter.Comparison);
        if (filter.Comparison == PropertyComparison.In)
            json.WriteStartArray(name);
        else
            json.WritePropertyName(name);
        foreach (var value in filter.Values)
            json.Write(value);
        if (filter.Comparison == PropertyComparison.In)
            json.WriteEndArray();
    }

    /// <summary>Reads an object with arbitrary property names.</summary>
    internal static PropertyBag? Bag(JsonItem item, ReadingContext context)
    {
        if (!context.Expect(item, JsonValueKind.Object, "an object"))
            return null;
        var errors = context.Errors.Count;
        if (item.Members.Count > PropertyBag.MaxCount)
            context.Error(item, $"There are more than {PropertyBag.MaxCount} properties.");
        foreach (var (key, value) in item.Members.Where(member => !PropertyBag.IsKey(member.Key)))
            context.Error(
                value, $"'{key}' is not a valid property key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.");
        KeyValuePair<string, PropertyValue>[] values = [.. item.Members.Select(
            member => KeyValuePair.Create(member.Key, Value(member.Value, context)))];
        return context.Errors.Count > errors ? null : new PropertyBag(values);
    }

    internal static void Write(string property, PropertyBag bag, Utf8JsonWriter json)
    {
        json.WriteStartObject(property);
        foreach (var (key, value) in bag.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            json.Write(value);
        }

        json.WriteEndObject();
    }

    private static PropertyValue Value(JsonItem item, ReadingContext context)
    {
        switch (item.Kind)
        {
            case JsonValueKind.String when item.Text.Length <= PropertyValue.MaxTextLength:
                return item.Text;
            case JsonValueKind.String:
                context.Error(item, $"A text has at most {PropertyValue.MaxTextLength} characters here; this one has {item.Text.Length}.");
                return default;
            case JsonValueKind.Number:
                return context.Number(item) ?? 0;
            case JsonValueKind.True or JsonValueKind.False:
                return item.Kind == JsonValueKind.True;
            default:
                context.Wrong<bool>(item, "a text, a number, true or false");
                return default;
        }
    }

    private static string KeyOrDemand(string key, string demand) => PropertyBag.IsKey(key) ? demand : "key";
}
