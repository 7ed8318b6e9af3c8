namespace Retention.Workflows.Journeys.Json;

/// <summary>A property that an object of the JSON form has.</summary>
internal readonly record struct JsonField(string Name, bool IsRequired)
{
    internal static JsonField Required(string name) => new(name, true);

    internal static JsonField Optional(string name) => new(name, false);
}
