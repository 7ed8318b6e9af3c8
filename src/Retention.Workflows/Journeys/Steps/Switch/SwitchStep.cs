namespace Retention.Workflows.Journeys;

/// <summary>A choice among several: the first case whose condition holds; behind all of them the journey goes on.</summary>
public sealed record SwitchStep : JourneyStep
{
    /// <summary>The cases in the order in which they are asked; one at least.</summary>
    public required IReadOnlyList<SwitchCase> Cases { get; init => field = StepList.Copy(value); }

    /// <summary>What is done when no case holds; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Cases.Select(one => new StepBranch(one.Name, one.Steps)), new("otherwise", Otherwise)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SwitchStep? other) =>
        other is not null && Name == other.Name && Cases.SequenceEqual(other.Cases) && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Cases.Count);
}
