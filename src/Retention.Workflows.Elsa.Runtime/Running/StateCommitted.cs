using Elsa.Mediator.Contracts;
using Elsa.Workflows.Runtime.Notifications;
using Microsoft.Extensions.Logging;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>
/// Reports the status of a workflow to the engine after Elsa has stored it. If that fails, the engine calls the workflow later and gets the
/// status then.
/// </summary>
internal sealed partial class StateCommitted(IExternalWorkflows workflows, ILogger<StateCommitted> logger)
    : INotificationHandler<WorkflowStateCommitted>
{
    public async Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken)
    {
        var (workflow, state) = (notification.WorkflowExecutionContext, notification.WorkflowState);
        if (RunProperties.EnrollmentOf(workflow) is not { } enrollment || RuntimeEngine.StatusOf(state) is not { } status)
            return;
        try
        {
            await workflows.ReportAsync(
                enrollment, workflow.Id, status, RuntimeEngine.ProblemOf(state), cancellationToken).ConfigureAwait(false);
        }
        catch (RetentionStoreException exception)
        {
            LogStoreFailed(exception, enrollment);
        }
    }

    [LoggerMessage(6002, LogLevel.Warning,
        "The store failed after the workflow of enrollment {Enrollment} was stored; its status is stored when it is called next")]
    private partial void LogStoreFailed(Exception exception, EnrollmentId enrollment);
}
