using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>A workflow engine that stores by itself where its workflows stand, and so goes on outside our transactions, at least once.</summary>
internal interface IExternalWorkflowEngine
{
    /// <summary>The engine's name in kebab case, the <see cref="WorkflowStep.Engine"/> of its workflows.</summary>
    string Engine { get; }

    /// <summary>Lets the workflow of an enrollment go on from where the engine stored it, or begin. What it does it asks of the <see cref="ExternalWorkflowBridge"/>.</summary>
    /// <exception cref="Exception">It could not. It is called again, and the enrollment is at last stuck.</exception>
    Task CallAsync(Enrollment enrollment, WorkflowStep workflow, CancellationToken cancellationToken);
}
