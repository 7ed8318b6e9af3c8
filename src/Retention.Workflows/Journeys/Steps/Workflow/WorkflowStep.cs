namespace Retention.Workflows.Journeys;

/// <summary>Steps that a workflow engine of the host leads through, in whatever order its workflow says; the steps themselves are done by this library.</summary>
/// <remarks>
/// The engine only decides what comes next. Steps inside have no branches of their own: the engine hears their answer (<c>yes</c>, <c>no</c>, the name of a
/// share) and goes on from there. They may come more than once; each time is another visit.
/// </remarks>
public sealed record WorkflowStep : JourneyStep
{
    /// <summary>The engine's name, as its <see cref="ExternalWorkflows.IWorkflowEngine"/> gives it.</summary>
    public required string Engine { get; init; }

    /// <summary>What the engine needs to know to lead the same way for as long as anybody is inside; text that only it reads. It is stored with the version.</summary>
    public required string Plan { get; init; }

    /// <summary>Whether the engine stores by itself where its workflows stand, as Elsa's runtime does: then it is called outside of our transactions, and the workflow is the only step of its journey. Default: this library stores it.</summary>
    public bool IsOutside { get; init; }

    /// <summary>The steps in any order, one at least; each with a name of its own.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <summary>How the steps follow each other, as far as that can be said; reports, pictures and outlines show them in this order. Default: none, and the steps are shown side by side.</summary>
    public IReadOnlyList<WorkflowWay> Ways { get; init => field = [.. value]; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Steps.Select(step => new StepBranch(step.Name, [step]))];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WorkflowStep? other) =>
        other is not null && Name == other.Name && Engine == other.Engine && Plan == other.Plan && IsOutside == other.IsOutside
        && Steps.SequenceEqual(other.Steps) && Ways.SequenceEqual(other.Ways);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Engine, Plan);
}
