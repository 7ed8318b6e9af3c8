using System.Text.Json;

namespace Retention.Workflows.Elsa.Steps;

/// <summary>Names the inputs of an activity that fill the fields of its step.</summary>
internal static class StepInputs
{
    /// <summary>Converts the errors of an activity's step to errors of the activity's inputs.</summary>
    internal static ActivityInputException Problem(JourneyActivity activity, IEnumerable<JourneyError> errors) =>
        ActivityInputException.Of(activity, errors, path => InputOf(activity, path));

    /// <summary>Returns the activity, and the input that fills the field of a path such as <c>$.recommendations.count</c>.</summary>
    internal static string PlaceOf(JourneyActivity activity, string path) => $"{activity}, input {InputOf(activity, path)}";

    private static string InputOf(JourneyActivity activity, string path)
    {
        string[] fields = [.. path.Split('.', '[').Skip(1)];
        return (fields.Length == 0 ? null : activity.InputOf(fields))
            ?? JsonNamingPolicy.CamelCase.ConvertName(fields.FirstOrDefault(path));
    }
}
