using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Journeys;

/// <summary>Steps whose order a workflow engine of the host decides. This library executes the steps.</summary>
/// <remarks>
/// The engine only decides the next step. Steps inside have no branches of their own: the engine gets their result (<c>yes</c>, <c>no</c>,
/// the name of a share) and decides. A step may be executed more than once; each time is another visit.
/// </remarks>
public sealed record WorkflowStep : JourneyStep
{
    /// <summary>The engine's name, as in <see cref="ExternalWorkflows.IWorkflowEngine"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>
    /// The engine's own description of the workflow, as text that only it reads. It is stored with the version and must be enough for as
    /// long as there are active enrollments.
    /// </summary>
    public required string Plan { get; init; }

    /// <summary>
    /// Whether the engine stores the state of its workflows itself, as Elsa's runtime does. It is then called outside our transactions, and
    /// the workflow is the only step of its journey. Default: no, this library stores it.
    /// </summary>
    public bool IsOutside { get; init; }

    /// <summary>The steps in any order, at least one; each with its own name.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <summary>
    /// The connections between the steps, as far as they are known. Reports, charts and outlines use them. Default empty: the steps are
    /// shown side by side.
    /// </summary>
    public IReadOnlyList<WorkflowWay> Ways { get; init => field = [.. value]; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Steps.Select(step => new StepBranch(step.Name, [step]))];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(WorkflowStep? other) =>
        other is not null && Name == other.Name && Engine == other.Engine && Plan == other.Plan && IsOutside == other.IsOutside
        && Steps.SequenceEqual(other.Steps) && Ways.SequenceEqual(other.Ways);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Engine, Plan);
}
