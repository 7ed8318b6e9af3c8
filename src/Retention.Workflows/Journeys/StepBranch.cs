namespace Retention.Workflows.Journeys;

/// <summary>One way out of a step that branches.</summary>
/// <param name="Label">The branch's name in JSON and pictures: <c>then</c>, <c>otherwise</c>, the name of a share.</param>
/// <param name="Steps">What is done there; may be empty.</param>
public readonly record struct StepBranch(string Label, IReadOnlyList<JourneyStep> Steps);
