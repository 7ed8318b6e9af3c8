namespace Retention.Workflows.Journeys;

/// <summary>One case of a switch.</summary>
public sealed record SwitchCase
{
    /// <summary>The name in kebab case, unique in the switch and not <c>otherwise</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The condition of the case.</summary>
    public required Condition When { get; init; }

    /// <summary>The steps of the case; default none.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SwitchCase? other) =>
        other is not null && Name == other.Name && When == other.When && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, When);
}
