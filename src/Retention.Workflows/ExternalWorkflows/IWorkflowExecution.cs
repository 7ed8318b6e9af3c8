namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The workflow of one enrollment while a batch processes it. Called by one thread at a time.</summary>
public interface IWorkflowExecution : IAsyncDisposable
{
    /// <summary>Continues to the next step.</summary>
    /// <param name="answer">The result of the last step; null at the start.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Exception">The workflow failed; <see cref="SaveAsync"/> then returns where to retry.</exception>
    ValueTask<WorkflowMove> GoOnAsync(WorkflowAnswer? answer, CancellationToken cancellationToken);

    /// <summary>Saves the state at the last returned step, or at the failure.</summary>
    /// <returns>The state to store, passed to <see cref="IWorkflowEngine.Open"/> later; <see langword="null"/> to keep the previous state
    /// and discard the progress since then.</returns>
    ValueTask<string?> SaveAsync(CancellationToken cancellationToken);
}
