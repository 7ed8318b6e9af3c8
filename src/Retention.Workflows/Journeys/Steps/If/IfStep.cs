namespace Retention.Workflows.Journeys;

/// <summary>A choice by a condition. The journey continues after both branches.</summary>
public sealed record IfStep : JourneyStep
{
    /// <summary>The condition.</summary>
    public required Condition Condition { get; init; }

    /// <summary>The steps if the condition is true.</summary>
    public required IReadOnlyList<JourneyStep> Then { get; init => field = StepList.Copy(value); }

    /// <summary>The steps if the condition is false; default none.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("then", Then), new("otherwise", Otherwise)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(IfStep? other) =>
        other is not null && Name == other.Name && Condition == other.Condition && Then.SequenceEqual(other.Then)
            && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Condition);
}
