using Elsa.Workflows;

namespace Retention.Workflows.Elsa;

/// <summary>One error of a workflow with activities of customer journeys. Immutable.</summary>
/// <param name="Activity">The activity; null if the error concerns no single activity.</param>
/// <param name="Input">The name of the activity's input property, such as <c>Template</c>; null if the error concerns no single
/// input.</param>
/// <param name="Problem">The problem, as a sentence in English.</param>
public sealed record ActivityInputError(IActivity? Activity, string? Input, string Problem)
{
    /// <summary>
    /// Returns one line with activity, input and problem, such as <c>Activity 'offer' (SendEmail), input Template: It is missing.</c>
    /// </summary>
    public override string ToString() => Activity is null ? Problem
        : Input is null ? $"{NameOf(Activity)}: {Problem}"
        : $"{NameOf(Activity)}, input {Input}: {Problem}";

    /// <summary>Activities of this library describe themselves; others are described by id and type.</summary>
    private static string NameOf(IActivity activity) =>
        activity.ToString() is { } text && text != activity.GetType().ToString()
            ? text : $"Activity '{activity.Id}' ({activity.GetType().Name})";
}
