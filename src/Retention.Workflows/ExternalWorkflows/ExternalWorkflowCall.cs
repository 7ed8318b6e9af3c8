using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>A call to the engine that stores the workflow of an enrollment.</summary>
public sealed record ExternalWorkflowCall
{
    /// <summary>
    /// How long an engine may stay silent between two steps; then it is called again. 2 minutes.
    /// </summary>
    public static TimeSpan RepeatAfter { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The enrollment as it was stored when the call was made.</summary>
    public required Enrollment Enrollment { get; init; }

    /// <summary>The workflow.</summary>
    public required WorkflowStep Workflow { get; init; }

    /// <summary>The workflow's id in its engine; <see langword="null"/> if it has not executed a step yet.</summary>
    public string? Instance { get; init; }

    /// <summary>True if the result of the step at which the workflow waits is ready.</summary>
    public bool HasAnswer { get; init; }
}
