using System.Text.Json.Nodes;
using Elsa.Workflows.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Steps;

/// <summary>
/// Builds a step of a journey. An activity fills in the fields of the step's JSON form, and the core's own reader validates them.
/// </summary>
internal sealed class StepForm(JourneyActivity activity)
{
    private readonly JsonObject _fields = new() { ["name"] = activity.StepName, ["kind"] = activity.StepKind };

    /// <summary>Returns the value of an input; the default if it is not set.</summary>
    internal T? Value<T>(Input<T>? input, string name) => LiteralInput.Read(activity, input, name);

    /// <summary>Returns a number of units of a period; 0 if it is not set.</summary>
    internal int Units(Input<int?>? input, string name) => Value(input, name) switch
    {
        null => 0,
        < 0 => throw new ActivityInputException(activity, name, "It is negative. Use 0 or more."),
        { } number => number,
    };

    internal void Set(string field, JsonNode? value)
    {
        if (value is not null)
            _fields[field] = value;
    }

    /// <summary>Sets a field of an object and creates the object if needed. Another kind of value is left for validation.</summary>
    internal void SetInside(string field, string active, JsonNode value)
    {
        if ((_fields[field] ??= new JsonObject()) is JsonObject block)
            block[active] = value;
    }

    internal void Text(string field, Input<string?>? input, string name) => Set(field, LiteralInput.ReadText(activity, input, name));

    internal void Number(string field, Input<int?>? input, string name)
    {
        if (Value(input, name) is { } number)
            _fields[field] = number;
    }

    internal void Number(string field, Input<decimal?>? input, string name)
    {
        if (Value(input, name) is { } number)
            _fields[field] = number;
    }

    internal void Texts(string field, Input<ICollection<string>?>? input, string name)
    {
        if (Value(input, name) is { Count: > 0 } texts)
            _fields[field] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
    }

    /// <summary>Sets a field from an input that contains JSON.</summary>
    internal void Json(string field, Input<string?>? input, string name) => Set(field, Json(input, name));

    internal JsonNode? Json(Input<string?>? input, string name) => LiteralInput.ReadJson(activity, input, name);

    internal JourneyStep Read()
    {
        try
        {
            return JourneyJson.ReadStep(_fields.ToJsonString());
        }
        catch (JourneyDefinitionException exception)
        {
            throw StepInputs.Problem(activity, exception.Errors);
        }
    }
}
