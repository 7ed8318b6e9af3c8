namespace Retention.Workflows.Journeys;

/// <summary>
/// A choice among several cases. The first case whose condition is true is taken; the journey continues after the switch.
/// </summary>
public sealed record SwitchStep : JourneyStep
{
    /// <summary>The cases in order of evaluation; at least one.</summary>
    public required IReadOnlyList<SwitchCase> Cases { get; init => field = StepList.Copy(value); }

    /// <summary>The steps if no condition is true; default none.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches =>
        [.. Cases.Select(one => new StepBranch(one.Name, one.Steps)), new("otherwise", Otherwise)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SwitchStep? other) =>
        other is not null && Name == other.Name && Cases.SequenceEqual(other.Cases) && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Cases.Count);
}
