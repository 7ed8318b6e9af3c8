namespace Retention.Workflows.Journeys;

/// <summary>The maximum size of a journey.</summary>
internal static class JourneyLimits
{
    internal const int MaxDepth = 64;
    internal const int MaxSteps = 1_000;

    internal static string StepsTooDeep { get; } = $"Steps are nested more than {MaxDepth} levels deep here.";

    internal static string ConditionsTooDeep { get; } = $"Conditions are nested more than {MaxDepth} levels deep here.";
}
