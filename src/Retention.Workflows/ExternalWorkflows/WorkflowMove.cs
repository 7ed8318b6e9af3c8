namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The next step of a workflow.</summary>
/// <param name="Step">The name of a step of the workflow; <see langword="null"/> at its end.</param>
/// <param name="Visit">The number of the visit of that step, 1 or more; idempotency keys are derived from it.</param>
public readonly record struct WorkflowMove(string? Step, int Visit = 1);
