namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// Executes the steps of workflows that another engine stores. Each step runs in one transaction and never twice. Provided by this library
/// as a service; thread-safe.
/// </summary>
/// <remarks>
/// The engine may crash before it has stored what it did with a result. It then asks for the same step and visit again and gets the same
/// result. Results are kept until the engine asks for a step that it had stored.
/// </remarks>
public interface IExternalWorkflows
{
    /// <summary>Executes a step of a workflow, or returns the result that it has already.</summary>
    /// <exception cref="InvalidOperationException">The journey does not have the step.</exception>
    Task<ExternalStepReply> ExecuteAsync(ExternalStepRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// True if the enrollment of a <see cref="IExternalWorkflowEngine.ContinueAsync"/> call is unchanged. Call it after waiting for a lock,
    /// because another process may have continued the workflow meanwhile.
    /// </summary>
    Task<bool> IsCurrentAsync(ExternalWorkflowCall call, CancellationToken cancellationToken);

    /// <summary>Reports the status of a workflow after its engine has stored it. A repeated report has no effect.</summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="instance">The workflow's id in its engine. A report of another workflow is ignored.</param>
    /// <param name="status">The status.</param>
    /// <param name="problem">The error of a failed workflow, without personal data.</param>
    /// <param name="cancellationToken">Cancels the report.</param>
    Task ReportAsync(
        EnrollmentId enrollment, string instance, ExternalWorkflowStatus status, string? problem, CancellationToken cancellationToken);
}
