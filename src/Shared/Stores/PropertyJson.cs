using System.Text.Json;

namespace Retention.Workflows.Storage.Json;

/// <summary>Properties as <c>{"plan":"gold","visits":12.50,"member":true}</c>; an empty bag as null.</summary>
internal static class PropertyJson
{
    internal static void Write(Utf8JsonWriter writer, PropertyBag properties)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in properties)
        {
            switch (value.Kind)
            {
                case PropertyKind.Number:
                    writer.WriteNumber(key, value.Number);
                    break;
                case PropertyKind.Flag:
                    writer.WriteBoolean(key, value.Flag);
                    break;
                default:
                    writer.WriteString(key, value.Text);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    internal static PropertyBag Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return PropertyBag.Empty;
        var values = new List<KeyValuePair<string, PropertyValue>>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            values.Add(new(key, reader.TokenType switch
            {
                JsonTokenType.Number => new PropertyValue(reader.GetDecimal()),
                JsonTokenType.True => new PropertyValue(true),
                JsonTokenType.False => new PropertyValue(false),
                _ => new PropertyValue(reader.GetString()!),
            }));
        }

        return new PropertyBag(values);
    }
}
