namespace Retention.Workflows.Journeys;

/// <summary>One named step of a journey, as data. Immutable.</summary>
/// <remarks>A host derives a sealed record for a kind of its own and describes the kind with a <see cref="StepType{TStep}"/>.</remarks>
public abstract record JourneyStep
{
    /// <summary>Makes a step.</summary>
    protected JourneyStep()
    {
    }

    /// <summary>The name in kebab case, unique in the journey. It must never change, since stored enrollments refer to it.</summary>
    public required string Name { get; init; }

    /// <summary>The branches with their steps; empty for a step without branches.</summary>
    public virtual IReadOnlyList<StepBranch> Branches => [];
}
