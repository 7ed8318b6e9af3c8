using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The enrollment to run and its stored state.</summary>
public sealed record WorkflowEntry
{
    /// <summary>The workflow.</summary>
    public required WorkflowStep Workflow { get; init; }

    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The enrollment.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The state that <see cref="IWorkflowExecution.SaveAsync"/> returned; null at the start.</summary>
    public string? State { get; init; }
}
