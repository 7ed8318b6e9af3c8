namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// The reply to a workflow at a step. With an answer the workflow continues; if the enrollment has ended, the workflow ends; otherwise it
/// waits until
/// <see cref="IExternalWorkflowEngine.ContinueAsync"/> is called.
/// </summary>
/// <param name="Enrollment">The enrollment; <see langword="null"/> if the customer was not enrolled.</param>
/// <param name="Answer">The step's result; <see langword="null"/> if there is none yet.</param>
/// <param name="HasLeft">True if the enrollment has ended or belongs to another workflow.</param>
public sealed record ExternalStepReply(EnrollmentId? Enrollment, WorkflowAnswer? Answer = null, bool HasLeft = false)
{
    /// <summary>Why the customer was not enrolled; <see langword="null"/> otherwise.</summary>
    public string? Refusal { get; init; }
}
