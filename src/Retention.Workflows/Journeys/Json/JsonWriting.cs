using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Writes values in the JSON form. Equal values always have the same text.</summary>
internal static class JsonWriting
{
    internal static void Write(this Utf8JsonWriter json, string property, Period period) => json.WriteString(property, period.ToString());

    internal static void Write(this Utf8JsonWriter json, string property, TimeOnly time) =>
        json.WriteString(property,
            time.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));

    internal static void Write(this Utf8JsonWriter json, string property, DateTimeOffset instant) =>
        json.WriteString(property, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    internal static void Write<TEnum>(this Utf8JsonWriter json, string property, TEnum value) where TEnum : struct, Enum =>
        json.WriteString(property, KebabName.Of(value));

    internal static void Write(this Utf8JsonWriter json, string property, decimal number) => json.WriteNumber(property, Normalized(number));

    internal static void Write(this Utf8JsonWriter json, string property, IEnumerable<string> texts)
    {
        json.WriteStartArray(property);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    internal static void Write(this Utf8JsonWriter json, PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyKind.Number:
                json.WriteNumberValue(Normalized(value.Number));
                break;
            case PropertyKind.Flag:
                json.WriteBooleanValue(value.Flag);
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    internal static void Write(this Utf8JsonWriter json, string property, Condition condition)
    {
        json.WritePropertyName(property);
        ConditionKinds.Write(condition, json);
    }

    /// <summary>Writes a window unless it is the default: ever.</summary>
    internal static void Write(this Utf8JsonWriter json, Window window)
    {
        if (window is EverWindow)
            return;
        json.WriteStartObject("window");
        WindowKinds.All.Write(window, json);
        json.WriteEndObject();
    }

    /// <summary>Writes a number without trailing zeros, so that equal numbers have the same text.</summary>
    private static decimal Normalized(decimal number) => number / 1.0000000000000000000000000000m;
}
