namespace Retention.Workflows.ExternalWorkflows;

/// <summary>One enrollment while a guide leads it, for as long as one batch moves it. Called by one thread at a time.</summary>
public interface IWorkflowExecution : IAsyncDisposable
{
    /// <summary>Goes on to the next step.</summary>
    /// <param name="answer">What the step that came last answered; none at the beginning.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Exception">The workflow failed; <see cref="SaveAsync"/> is asked where to try again.</exception>
    ValueTask<WorkflowMove> GoOnAsync(WorkflowAnswer? answer, CancellationToken cancellationToken);

    /// <summary>Leaves the enrollment at the step that was named last, or at what failed.</summary>
    /// <returns>What to remember, to be given to <see cref="IWorkflowEngine.Open"/>; <see langword="null"/> when what it was opened with
    /// still holds, so that the way since then is gone once more.</returns>
    ValueTask<string?> SaveAsync(CancellationToken cancellationToken);
}
