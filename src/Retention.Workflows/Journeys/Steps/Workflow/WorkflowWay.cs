namespace Retention.Workflows.Journeys;

/// <summary>One connection from a step of a workflow to the next. A branch without a connection ends the workflow.</summary>
/// <param name="From">The step's name; <see langword="null"/> for the start of the workflow.</param>
/// <param name="Branch">The label of the step's branch (<see cref="JourneyStep.Branches"/>); <see langword="null"/> for a step with one way
/// out, and for the step after a loop.</param>
/// <param name="To">The name of the next step.</param>
public sealed record WorkflowWay(string? From, string? Branch, string To);
