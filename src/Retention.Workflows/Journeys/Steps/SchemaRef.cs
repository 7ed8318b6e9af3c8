using System.Text.Json.Nodes;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>Refers to the definitions of the journey schema.</summary>
internal static class SchemaRef
{
    internal static JsonObject Of(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    internal static JsonObject Name() => Of("name");

    internal static JsonObject List(string definition) => new() { ["type"] = "array", ["items"] = Of(definition) };
}
