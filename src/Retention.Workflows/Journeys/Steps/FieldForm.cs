using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>How values of one kind of field are read, written, checked and described in the schema.</summary>
/// <param name="Read">Reads a present property; null after an error.</param>
/// <param name="Write">Writes a property.</param>
/// <param name="Schema">The JSON Schema of the property.</param>
internal sealed record FieldForm(
    Func<JsonReading, string, object?> Read, Action<Utf8JsonWriter, string, object, IStepForms> Write, Func<JsonObject> Schema)
{
    /// <summary>Replaces a missing required value, so that the rest can be checked for more errors.</summary>
    internal Func<object>? Missing { get; init; }

    /// <summary>Reports the problems of a value.</summary>
    internal Action<object, ValidationContext>? Check { get; init; }

    /// <summary>Whether an optional value is omitted; default: if it equals the default value.</summary>
    internal Func<object, bool>? IsEmpty { get; init; }

    internal Func<object, IEnumerable<Condition>>? Conditions { get; init; }

    /// <summary>The lists of steps in a value, each as its path from the field.</summary>
    internal Func<object, IEnumerable<string>>? BranchPaths { get; init; }

    /// <summary>Returns the value with other lists of steps, in order.</summary>
    internal Func<object, Queue<IReadOnlyList<JourneyStep>>, object>? WithBranches { get; init; }

    /// <summary>The properties of a value that is written without its own object.</summary>
    internal IReadOnlyList<JsonField>? Inline { get; init; }
}
