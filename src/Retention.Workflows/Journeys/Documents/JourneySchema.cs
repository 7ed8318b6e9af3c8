using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys.Documents;

/// <summary>
/// The JSON Schema of journeys: the text of <c>docs/journey.schema.json</c>, with a definition added for each further step kind.
/// </summary>
internal static class JourneySchema
{
    private const string Prefix = "step-";

    internal static string Of(StepTypes types)
    {
        var schema = Read();
        var definitions = schema["$defs"]!.AsObject();
        foreach (var type in types.All.Where(type => !definitions.ContainsKey(Prefix + type.Kind)))
            definitions[Prefix + type.Kind] = DefinitionOf(type);
        definitions["step"]!["oneOf"] = new JsonArray(
        [
            .. definitions.Select(definition => definition.Key).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(SchemaRef.Of),
        ]);
        return Write(schema);
    }

    private static JsonObject DefinitionOf(StepType type)
    {
        var name = SchemaRef.Name();
        name["description"] = "The step's name. It is unique in the journey and must not change after publication.";
        return type.FieldSet.Schema([("name", name), ("kind", new JsonObject { ["const"] = type.Kind })]);
    }

    private static JsonObject Read()
    {
        using var stream = typeof(JourneySchema).Assembly.GetManifestResourceStream("journey.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static string Write(JsonObject schema)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            schema.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
