using System.Reflection;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Forms;

namespace Retention.Workflows.Elsa;

/// <summary>An input of an activity is missing or wrong, or a way leads out of a port that it does not have. The message names the activity and the input or port.</summary>
public sealed class ActivityInputException : Exception
{
    /// <summary>Says nothing more.</summary>
    public ActivityInputException()
    {
    }

    /// <summary>Says what is wrong.</summary>
    public ActivityInputException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and what lay behind it.</summary>
    public ActivityInputException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal ActivityInputException(IActivity activity, string input, string problem, Exception? innerException = null)
        : base($"{activity}, input {input}: {problem}", innerException)
    {
    }

    /// <summary>What is wrong with what an activity fills in, said of its inputs. One that is not there at all is described, rather than the field that it would have filled.</summary>
    internal static ActivityInputException Of(IActivity activity, IEnumerable<JourneyError> errors, Func<string, string> inputOf)
    {
        return new ActivityInputException(string.Join('\n', errors.Select(MessageOf).Distinct()));

        string MessageOf(JourneyError error)
        {
            var input = inputOf(error.Path);
            var property = activity.GetType().GetProperty(input);
            return property?.GetCustomAttribute<InputAttribute>() is { Description: { } description } && !WrittenInput.IsGiven(property.GetValue(activity) as Input)
                ? $"{activity}, input {input}: It is missing. What belongs there: {description}"
                : $"{activity}, input {input}: {error.Message}";
        }
    }

    /// <summary>Throws for all activities at once.</summary>
    internal static void ThrowIfAny(IReadOnlyList<ActivityInputException> problems)
    {
        if (problems.Count > 0)
            throw problems.Count == 1 ? problems[0] : new ActivityInputException(string.Join('\n', problems.Select(problem => problem.Message)), problems[0]);
    }
}
