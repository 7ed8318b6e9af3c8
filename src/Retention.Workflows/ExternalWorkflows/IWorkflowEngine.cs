using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// A workflow engine that leads enrollments through the steps of a <see cref="WorkflowStep"/>. It decides what comes next; this library
/// does it.
/// </summary>
/// <remarks>
/// Register it among the host's services. Called from several threads at once. An enrollment's steps, what the guide remembers of it, and
/// everything else are
/// written in one transaction; the guide itself keeps nothing and does nothing that another try would repeat.
/// </remarks>
public interface IWorkflowEngine
{
    /// <summary>The engine's name in kebab case, the <see cref="WorkflowStep.Engine"/> of its steps.</summary>
    string Engine { get; }

    /// <summary>
    /// What keeps this process from leading through a workflow, in sentences; empty when nothing does. Asked when the host starts.
    /// </summary>
    IReadOnlyList<string> Check(WorkflowStep workflow);

    /// <summary>How those who wrote a workflow call a place in it, for messages about what is wrong there; default its path.</summary>
    /// <param name="journeyStep">A step of the workflow.</param>
    /// <param name="path">The place in the step's JSON form, such as <c>$.offer</c>.</param>
    string? PlaceOf(JourneyStep journeyStep, string path) => null;

    /// <summary>Takes an enrollment up, at its beginning or where it was left.</summary>
    /// <exception cref="Exception">What it remembers no longer fits. The enrollment is tried again, and at last stuck; it stays where it
    /// stood.</exception>
    IWorkflowExecution Open(WorkflowEntry entry);
}
