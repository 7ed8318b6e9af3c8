using Elsa.Expressions.Helpers;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Retention.Workflows.Elsa;

/// <summary>Where the values of an activity's inputs come from.</summary>
internal abstract class InputReader
{
    internal abstract T? Read<T>(Input<T>? input, string name);

    /// <summary>The values that are written in the workflow itself.</summary>
    internal static InputReader Written(IActivity activity) => new WrittenInputs(activity);

    /// <summary>The values as they are evaluated while an activity executes.</summary>
    internal static InputReader Evaluated(ActivityExecutionContext context) => new EvaluatedInputs(context);

    private sealed class WrittenInputs(IActivity activity) : InputReader
    {
        internal override T? Read<T>(Input<T>? input, string name) where T : default
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

    private sealed class EvaluatedInputs(ActivityExecutionContext context) : InputReader
    {
        internal override T? Read<T>(Input<T>? input, string name) where T : default => input is null ? default : context.Get(input);
    }
}
