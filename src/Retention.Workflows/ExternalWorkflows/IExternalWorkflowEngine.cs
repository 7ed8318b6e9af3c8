using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// A workflow engine that stores the state of its workflows itself and therefore runs outside the transactions of this library. Register it
/// among the host's services. Thread-safe.
/// </summary>
/// <remarks>
/// Both methods may be called more than once for the same enrollment, by several processes, and again after a crash. Make them idempotent.
/// </remarks>
public interface IExternalWorkflowEngine
{
    /// <summary>The engine's name in kebab case, as in <see cref="WorkflowStep.Engine"/> of its workflows.</summary>
    string Engine { get; }

    /// <summary>Continues the workflow of an active enrollment where the engine stored it, or begins it.</summary>
    /// <param name="call">The enrollment and its workflow.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The workflow asks <see cref="IExternalWorkflows.ExecuteAsync"/> for the results of its steps.</remarks>
    /// <exception cref="Exception">The call failed. It is retried; after the last attempt the enrollment is stuck.</exception>
    Task ContinueAsync(ExternalWorkflowCall call, CancellationToken cancellationToken);

    /// <summary>Ends the workflow of an enrollment that has ended. An unknown or finished workflow is no error.</summary>
    /// <param name="call">The ended enrollment and its workflow.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Exception">The workflow may not have ended. The call is retried until it succeeds; the enrollment's outcome is
    /// kept.</exception>
    Task EndAsync(ExternalWorkflowCall call, CancellationToken cancellationToken);
}
