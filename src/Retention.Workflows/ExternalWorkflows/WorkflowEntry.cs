using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>Whom to lead, and from where.</summary>
public sealed record WorkflowEntry
{
    /// <summary>The workflow.</summary>
    public required WorkflowStep Workflow { get; init; }

    /// <summary>The journey that it is of.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The enrollment.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>Who passes.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>What <see cref="IWorkflowExecution.SaveAsync"/> gave; none at the beginning.</summary>
    public string? State { get; init; }
}
