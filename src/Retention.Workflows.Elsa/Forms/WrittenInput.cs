using Elsa.Expressions.Helpers;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Retention.Workflows.Elsa;

/// <summary>The values of inputs as they are written in the workflow itself: what a step is, is fixed with its version.</summary>
internal static class WrittenInput
{
    /// <summary>The value of an input; the default when none is given.</summary>
    /// <exception cref="ActivityInputException">It is an expression, or not of the input's type.</exception>
    internal static T? Read<T>(IActivity activity, Input<T>? input, string name)
    {
        if (input is null)
            return default;
        if (input.Expression is { Type: not ("Literal" or "Object") } expression)
        {
            throw new ActivityInputException(
                activity, name, $"It is an expression ({expression.Type}). What a step of a journey is, is fixed when the journey is published, so that it stays the same for all who are inside: write a value.");
        }

        var value = input.Expression?.Value ?? (input.MemoryBlockReference() as global::Elsa.Expressions.Models.Literal)?.Value;
        return value is T given ? given : value.ConvertTo<T>();
    }
}
