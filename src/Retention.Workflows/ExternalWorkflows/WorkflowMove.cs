namespace Retention.Workflows.ExternalWorkflows;

/// <summary>Where a workflow goes next.</summary>
/// <param name="Step">The name of a step of the workflow; <see langword="null"/> at its end.</param>
/// <param name="Visit">The how manieth time the enrollment comes to that step, 1 or more; the keys that keep effects from happening twice
/// follow from it.</param>
public readonly record struct WorkflowMove(string? Step, int Visit = 1);
