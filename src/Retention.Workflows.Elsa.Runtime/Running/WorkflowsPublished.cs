using Elsa.Mediator.Contracts;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Notifications;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Handles Elsa's notifications that a workflow was published or withdrawn, also at its start.</summary>
internal sealed class WorkflowsPublished(PublishedWorkflows published)
    : INotificationHandler<WorkflowTriggersIndexed>, INotificationHandler<WorkflowDefinitionsReloaded>
{
    public Task HandleAsync(WorkflowTriggersIndexed notification, CancellationToken cancellationToken)
    {
        var indexed = notification.IndexedWorkflowTriggers;
        return indexed.AddedTriggers.Concat(indexed.RemovedTriggers).Any(IsOurs)
            ? published.RefreshAsync(isStarted: false, cancellationToken) : Task.CompletedTask;
    }

    public Task HandleAsync(WorkflowDefinitionsReloaded notification, CancellationToken cancellationToken) =>
        published.RefreshAsync(isStarted: true, cancellationToken);

    private static bool IsOurs(StoredTrigger trigger) => trigger.Name is { } name && PublishedWorkflows.TriggerTypes.Contains(name);
}
