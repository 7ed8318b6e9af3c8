namespace Retention.Workflows.Journeys;

/// <summary>One branch of a step.</summary>
/// <param name="Label">The branch's name in JSON and charts: <c>then</c>, <c>otherwise</c>, the name of a share.</param>
/// <param name="Steps">The steps of the branch; may be empty.</param>
public readonly record struct StepBranch(string Label, IReadOnlyList<JourneyStep> Steps);
