namespace Retention.Workflows.Journeys;

/// <summary>One named point of a journey, as data. Immutable.</summary>
/// <remarks>A host derives a sealed record for a kind of its own and describes the kind with a <see cref="StepType{TStep}"/>.</remarks>
public abstract record JourneyStep
{
    /// <summary>Makes a step.</summary>
    protected JourneyStep()
    {
    }

    /// <summary>The step's name in kebab case: unique in the journey and stable for ever, since enrollments stand at it.</summary>
    public required string Name { get; init; }

    /// <summary>The steps inside, a list a branch; empty for a step that does not branch.</summary>
    public virtual IReadOnlyList<StepBranch> Branches => [];
}
