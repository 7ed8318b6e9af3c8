using System.Globalization;
using System.Text.Json;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Reads foreign JSON. A missing value or one of another kind gives null, never an exception.</summary>
internal static class JsonRead
{
    internal static JsonElement? Object(JsonElement element, string property) => Member(element, property, JsonValueKind.Object);

    /// <summary>The items of an array; empty without an array.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement element, string property) =>
        Member(element, property, JsonValueKind.Array) is { } array ? array.EnumerateArray() : [];

    /// <summary>A text; null for one that is no Unicode, such as half a surrogate.</summary>
    internal static string? Text(JsonElement element, string property)
    {
        try
        {
            return Member(element, property, JsonValueKind.String)?.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    internal static bool IsTrue(JsonElement element, string property) => Member(element, property, JsonValueKind.True) is not null;

    /// <summary>A number with a fraction; null when it is too large.</summary>
    internal static decimal? Decimal(JsonElement element, string property) =>
        Member(element, property, JsonValueKind.Number) is { } number && number.TryGetDecimal(out var value)
            && Math.Abs(value) < long.MaxValue ? value : null;

    /// <summary>A whole number, also when it is written as a string.</summary>
    internal static long? Number(JsonElement element, string property)
    {
        if (Member(element, property) is not { } value)
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(
                Text(element, property), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    internal static string? Code(JsonElement element, string property) => Number(element, property)?.ToString(CultureInfo.InvariantCulture);

    private static JsonElement? Member(JsonElement element, string property, JsonValueKind kind) =>
        Member(element, property) is { } value && value.ValueKind == kind ? value : null;

    /// <summary>A property; null also if a name of the object is no Unicode, so that one bad object spoils no other.</summary>
    private static JsonElement? Member(JsonElement element, string property)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
