namespace Retention.Workflows.Journeys;

/// <summary>One case of a switch.</summary>
public sealed record SwitchCase
{
    /// <summary>The case's name in kebab case, unique in the switch and not <c>otherwise</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it is the one.</summary>
    public required Condition When { get; init; }

    /// <summary>What is done then; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SwitchCase? other) =>
        other is not null && Name == other.Name && When == other.When && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, When);
}
