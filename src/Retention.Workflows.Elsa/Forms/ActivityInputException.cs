using System.Reflection;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Forms;

namespace Retention.Workflows.Elsa;

/// <summary>
/// An input of an activity is missing or not valid, or a connection leaves a port that the activity does not have. The message names the
/// activity and the input or port.
/// </summary>
public sealed class ActivityInputException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public ActivityInputException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public ActivityInputException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public ActivityInputException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal ActivityInputException(IActivity activity, string input, string problem, Exception? innerException = null)
        : base($"{activity}, input {input}: {problem}", innerException)
    {
    }

    /// <summary>
    /// Converts errors to errors of an activity's inputs. For a missing input the message describes the input instead of the field.
    /// </summary>
    internal static ActivityInputException Of(IActivity activity, IEnumerable<JourneyError> errors, Func<string, string> inputOf)
    {
        return new ActivityInputException(string.Join('\n', errors.Select(MessageOf).Distinct()));

        string MessageOf(JourneyError error)
        {
            var input = inputOf(error.Path);
            var property = activity.GetType().GetProperty(input);
            return property?.GetCustomAttribute<InputAttribute>() is { Description: { } description }
                && !WrittenInput.IsGiven(property.GetValue(activity) as Input)
                ? $"{activity}, input {input}: It is missing. Expected: {description}"
                : $"{activity}, input {input}: {error.Message}";
        }
    }

    /// <summary>Throws one exception for all activities.</summary>
    internal static void ThrowIfAny(IReadOnlyList<ActivityInputException> problems)
    {
        if (problems.Count > 0)
            throw problems.Count == 1
                ? problems[0] : new ActivityInputException(string.Join('\n', problems.Select(problem => problem.Message)), problems[0]);
    }
}
