using System.Reflection;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Retention.Workflows.Elsa;

/// <summary>
/// An input of an activity is missing or not valid, or a connection leaves a port that the activity does not have. The message names the
/// activity and the input or port, one line for each error.
/// </summary>
public sealed class ActivityInputException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public ActivityInputException()
    {
    }

    /// <summary>Creates the exception with a message and without errors.</summary>
    public ActivityInputException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause, and without errors.</summary>
    public ActivityInputException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for one input of an activity.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="input">The name of the input property, such as <c>Template</c>.</param>
    /// <param name="problem">The problem, as a sentence in English. Omit personal data, since Elsa stores the message.</param>
    /// <param name="innerException">The cause; default none.</param>
    public ActivityInputException(IActivity activity, string input, string problem, Exception? innerException = null)
        : this([new ActivityInputError(activity, input, problem)], innerException)
    {
    }

    /// <summary>Creates the exception for all errors of a workflow.</summary>
    /// <param name="errors">The errors, at least one. The message has one line for each different error.</param>
    /// <param name="innerException">The cause; default none.</param>
    public ActivityInputException(IReadOnlyList<ActivityInputError> errors, Exception? innerException = null)
        : base(MessageOf(errors), innerException) => Errors = errors;

    internal ActivityInputException(string message, ActivityInputException innerException) : base(message, innerException) =>
        Errors = innerException.Errors;

    /// <summary>All errors, in the order of the activities; empty if the exception was created with a message.</summary>
    public IReadOnlyList<ActivityInputError> Errors { get; } = [];

    /// <summary>Converts errors of a journey to errors of an activity's inputs.</summary>
    /// <param name="activity">The activity that describes this part of the journey.</param>
    /// <param name="errors">The errors, at least one.</param>
    /// <param name="inputOf">Returns the input for the path of an error: the name of a property, in any case. A name that is no property
    /// is reported as it is.</param>
    /// <returns>The exception. For an input that is not set, the problem is the input's description instead of the error's
    /// message.</returns>
    public static ActivityInputException Of(IActivity activity, IEnumerable<JourneyError> errors, Func<string, string> inputOf)
    {
        ArgumentNullException.ThrowIfNull(activity);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(inputOf);
        return new ActivityInputException([.. errors.Select(ErrorOf).Distinct()]);

        ActivityInputError ErrorOf(JourneyError error)
        {
            var name = inputOf(error.Path);
            var input = LiteralInput.NameOf(activity, name) ?? name;
            var property = activity.GetType().GetProperty(input);
            return property?.GetCustomAttribute<InputAttribute>() is { Description: { } description }
                && !LiteralInput.IsSet(property.GetValue(activity) as Input)
                ? new ActivityInputError(activity, input, $"It is missing. Expected: {description}")
                : new ActivityInputError(activity, input, error.Message);
        }
    }

    private static string MessageOf(IReadOnlyList<ActivityInputError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return string.Join('\n', errors.Select(error => error.ToString()).Distinct());
    }
}
