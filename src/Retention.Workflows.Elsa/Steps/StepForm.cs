using System.Text.Json.Nodes;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Forms;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Steps;

/// <summary>A step of a journey in the making: an activity fills in the fields of the step's JSON form, and the core's own reader judges them.</summary>
internal sealed class StepForm(JourneyActivity activity)
{
    private readonly JsonObject _fields = new() { ["name"] = activity.StepName, ["kind"] = activity.StepKind };

    /// <summary>The value of an input; the default when none is given.</summary>
    internal T? Value<T>(Input<T>? input, string name) => WrittenInput.Read(activity, input, name);

    /// <summary>So many units of a period; 0 when none is given.</summary>
    internal int Units(Input<int?>? input, string name) => Value(input, name) switch
    {
        null => 0,
        < 0 => throw new ActivityInputException(activity, name, "It is negative: write 0 or more."),
        { } number => number,
    };

    internal void Set(string field, JsonNode? value)
    {
        if (value is not null)
            _fields[field] = value;
    }

    /// <summary>Sets a field of an object, which is made where it is not there; something else that stands there is left to be judged.</summary>
    internal void SetInside(string field, string active, JsonNode value)
    {
        if ((_fields[field] ??= new JsonObject()) is JsonObject block)
            block[active] = value;
    }

    internal void Text(string field, Input<string?>? input, string name) => Set(field, WrittenInput.Text(activity, input, name));

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

    /// <summary>A field that an input gives as JSON.</summary>
    internal void Json(string field, Input<string?>? input, string name) => Set(field, Json(input, name));

    internal JsonNode? Json(Input<string?>? input, string name) => WrittenInput.Json(activity, input, name);

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
