namespace Retention.Workflows.Journeys.Json;

/// <summary>A property of an object in the JSON form.</summary>
internal readonly record struct JsonField(string Name, bool IsRequired)
{
    internal static JsonField Required(string name) => new(name, true);

    internal static JsonField Optional(string name) => new(name, false);
}
