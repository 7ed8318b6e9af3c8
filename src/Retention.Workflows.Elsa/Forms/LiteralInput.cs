using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Expressions.Helpers;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Retention.Workflows.Elsa;

/// <summary>
/// Reads the inputs of activities that describe a journey. A step is fixed with its journey version, so its inputs are literal values and
/// no expressions.
/// </summary>
/// <remarks>Thread-safe. Nothing is evaluated, so no workflow needs to run.</remarks>
public static class LiteralInput
{
    /// <summary>Returns the value of an input.</summary>
    /// <typeparam name="T">The type of the value. Use a nullable type, such as <c>int?</c>, to tell a missing number from 0.</typeparam>
    /// <param name="activity">The activity; named in errors.</param>
    /// <param name="input">The input; null if it is not set.</param>
    /// <param name="name">The name of the input property; named in errors.</param>
    /// <returns>The value; the default of its type if the input is not set. Text from a designer is converted, such as <c>"3"</c> to
    /// 3.</returns>
    /// <exception cref="ActivityInputException">The input is an expression, or its text is not of the type.</exception>
    public static T? Read<T>(IActivity activity, Input<T>? input, string name)
    {
        ArgumentNullException.ThrowIfNull(activity);
        if (input is null)
            return default;
        if (input.Expression is { Type: not ("Literal" or "Object") } expression)
        {
            throw new ActivityInputException(
                activity, name,
                $"It is an expression ({expression.Type}). The inputs of a journey's steps are fixed when the journey is published, so that they are the same for all active enrollments. Use a literal value.");
        }

        var value = ValueOf(input);
        if (value is T given)
            return given;
        var converted = value.ConvertTo<T>();
        if (Wanted(typeof(T)) is { } wanted && IsText(value) && !Fits(value, converted))
            throw new ActivityInputException(activity, name, $"'{Plain(value)}' is not {wanted}.");
        return converted;
    }

    /// <summary>Returns the text of an input without the white space around it.</summary>
    /// <param name="activity">The activity; named in errors.</param>
    /// <param name="input">The input; null if it is not set.</param>
    /// <param name="name">The name of the input property; named in errors.</param>
    /// <returns>The text; null if the input is not set or blank.</returns>
    /// <exception cref="ActivityInputException">The input is an expression.</exception>
    public static string? ReadText(IActivity activity, Input<string?>? input, string name) =>
        Read(activity, input, name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>Returns the JSON in the text of an input.</summary>
    /// <param name="activity">The activity; named in errors.</param>
    /// <param name="input">The input; null if it is not set.</param>
    /// <param name="name">The name of the input property; named in errors.</param>
    /// <returns>The JSON; null if the input is not set or blank.</returns>
    /// <exception cref="ActivityInputException">The input is an expression, or its text is not JSON.</exception>
    public static JsonNode? ReadJson(IActivity activity, Input<string?>? input, string name)
    {
        try
        {
            return ReadText(activity, input, name) is { } text ? JsonNode.Parse(text) : null;
        }
        catch (JsonException exception)
        {
            throw new ActivityInputException(activity, name, "This is not JSON.", exception);
        }
    }

    /// <summary>True if the input is set.</summary>
    internal static bool IsSet(Input? input) => input?.Expression is { Type: not ("Literal" or "Object") } || ValueOf(input) switch
    {
        ICollection many => many.Count > 0,
        var value => IsText(value),
    };

    /// <summary>Returns the name of the activity's input for a field; null if there is none.</summary>
    internal static string? NameOf(IActivity activity, string field) =>
        activity.GetType().GetProperties()
            .FirstOrDefault(property => string.Equals(property.Name, field, StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>Types whose invalid values Elsa would replace silently.</summary>
    private static string? Wanted(Type type) =>
        type == typeof(int?) ? "a whole number" : type == typeof(decimal?) ? "a number" : type == typeof(bool?) ? "true or false" : null;

    private static bool Fits(object? value, object? converted) => converted is null or bool
        ? string.Equals(Plain(value), Plain(converted), StringComparison.OrdinalIgnoreCase)
        : double.TryParse(Plain(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == Convert.ToDouble(converted, CultureInfo.InvariantCulture);

    private static object? ValueOf(Input? input) =>
        input?.Expression?.Value ?? (input?.MemoryBlockReference() as global::Elsa.Expressions.Models.Literal)?.Value;

    private static bool IsText(object? value) => !string.IsNullOrWhiteSpace(Plain(value));

    private static string? Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim();
}
