using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>How values of one kind of field are read, written, checked and described in the schema.</summary>
/// <param name="Read">Reads a property that is there; null after an error.</param>
/// <param name="Write">Writes a property.</param>
/// <param name="Schema">What the property holds, as JSON Schema.</param>
internal sealed record FieldForm(
    Func<JsonReading, string, object?> Read, Action<Utf8JsonWriter, string, object, IStepForms> Write, Func<JsonObject> Schema)
{
    /// <summary>Stands in the place of a required value that is missing, while the rest is searched for more errors.</summary>
    internal Func<object>? Missing { get; init; }

    /// <summary>Reports what is wrong with a value.</summary>
    internal Action<object, ValidationContext>? Check { get; init; }

    /// <summary>Whether an optional value is left out; default where it equals the default.</summary>
    internal Func<object, bool>? IsEmpty { get; init; }

    internal Func<object, IEnumerable<Condition>>? Conditions { get; init; }

    /// <summary>The lists of steps in a value, each as its path from the field.</summary>
    internal Func<object, IEnumerable<string>>? BranchPaths { get; init; }

    /// <summary>Puts other lists of steps into a value, in order.</summary>
    internal Func<object, Queue<IReadOnlyList<JourneyStep>>, object>? WithBranches { get; init; }

    /// <summary>The properties of a value that has no object of its own.</summary>
    internal IReadOnlyList<JsonField>? Inline { get; init; }
}
