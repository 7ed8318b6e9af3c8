namespace Retention.Workflows.Journeys;

/// <summary>One way from a step of a workflow to the next. A branch that no way leads out of is the end of the workflow.</summary>
/// <param name="From">The step's name; <see langword="null"/> for the beginning of the workflow.</param>
/// <param name="Branch">Out of which of the step's <see cref="JourneyStep.Branches"/>, by its label; <see langword="null"/> for a step with one way out, and for what comes behind a loop.</param>
/// <param name="To">The name of the step that comes next.</param>
public sealed record WorkflowWay(string? From, string? Branch, string To);
