using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>The fields of a record, in the order of the JSON form.</summary>
internal sealed class StepFieldSet(Func<object> create)
{
    private readonly List<StepField> _fields = [];

    internal IReadOnlyList<StepField> All => _fields;

    internal IReadOnlyList<JsonField> JsonFields => [.. _fields.SelectMany(one => one.JsonFields)];

    internal object Create() => create();

    internal StepField Add(StepField field)
    {
        if (_fields.SelectMany(known => known.JsonFields)
            .Any(known => field.JsonFields.Any(added => added.Name == known.Name)))
            throw new ArgumentException($"The field '{field.Name}' is defined twice.");
        _fields.Add(field);
        return field;
    }

    internal object Read(JsonReading? json)
    {
        var owner = create();
        foreach (var field in _fields)
            field.Read(json, owner);
        return owner;
    }

    internal void Write(Utf8JsonWriter json, object owner, IStepForms forms)
    {
        foreach (var field in _fields)
            field.Write(json, owner, forms);
    }

    internal void Check(object owner, ValidationContext at)
    {
        foreach (var field in _fields)
            field.Check(owner, at);
    }

    internal IEnumerable<Condition> Conditions(object owner) => _fields.SelectMany(field => field.Conditions(owner));

    internal IEnumerable<string> BranchPaths(object owner) => _fields.SelectMany(field => field.BranchPaths(owner));

    internal object Copy(object from, Queue<IReadOnlyList<JourneyStep>> branches)
    {
        var to = create();
        foreach (var field in _fields)
            field.Copy(from, to, branches);
        return to;
    }

    /// <summary>The schema of an object with these fields.</summary>
    internal JsonObject Schema(params IEnumerable<(string Name, JsonObject Schema)> before)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in before)
        {
            properties[name] = schema;
            required.Add((JsonNode)name);
        }

        foreach (var (name, schema) in _fields.SelectMany(field => field.Schema()))
            properties[name] = schema;
        foreach (var field in JsonFields.Where(field => field.IsRequired))
            required.Add((JsonNode)field.Name);
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required,
            ["additionalProperties"] = false };
    }
}
