using System.Text.Json;
using Elsa.Workflows;

namespace Retention.Workflows.Elsa;

/// <summary>An input of an activity is missing or wrong. The message names the activity and the input.</summary>
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

    internal ActivityInputException(JourneyActivity activity, JourneyDefinitionException exception)
        : base(string.Join('\n', exception.Errors.Select(error => $"{activity}, input {InputOf(activity, error.Path)}: {error.Message}")), exception)
    {
    }

    /// <summary>The input that fills the field of a path such as <c>$.recommendations.count</c>.</summary>
    private static string InputOf(JourneyActivity activity, string path)
    {
        var field = path.Split('.', '[') is [_, { Length: > 0 } first, ..] ? first : path;
        return activity.InputOf(field) ?? JsonNamingPolicy.CamelCase.ConvertName(field);
    }
}
