using Retention.Workflows.Journeys;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>
/// A workflow engine that decides the next step of enrollments in a <see cref="WorkflowStep"/>. This library executes the steps.
/// </summary>
/// <remarks>
/// Register it among the host's services. Called from several threads at once. The steps of an enrollment and the state of its workflow
/// are stored in one transaction. The engine must not store anything itself or cause side effects, because a failed transaction is
/// repeated.
/// </remarks>
public interface IWorkflowEngine
{
    /// <summary>The engine's name in kebab case, as in <see cref="WorkflowStep.Engine"/> of its steps.</summary>
    string Engine { get; }

    /// <summary>
    /// Returns the problems that prevent this process from running a workflow, as sentences; empty if there are none. Called when the
    /// host starts.
    /// </summary>
    IReadOnlyList<string> Check(WorkflowStep workflow);

    /// <summary>Returns the name of a location in a workflow as its authors know it, for error messages; default its path.</summary>
    /// <param name="journeyStep">A step of the workflow.</param>
    /// <param name="path">The location in the step's JSON form, such as <c>$.offer</c>.</param>
    string? PlaceOf(JourneyStep journeyStep, string path) => null;

    /// <summary>Opens the workflow of an enrollment, at its start or at its stored state.</summary>
    /// <exception cref="Exception">The stored state does not match the workflow. The enrollment is retried at its step, and is stuck
    /// after the last attempt.</exception>
    IWorkflowExecution Open(WorkflowEntry entry);
}
