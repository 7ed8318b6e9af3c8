namespace Retention.Workflows.Journeys;

/// <summary>A choice by a condition; behind both branches the journey goes on.</summary>
public sealed record IfStep : JourneyStep
{
    /// <summary>What is asked.</summary>
    public required Condition Condition { get; init; }

    /// <summary>What is done when it holds.</summary>
    public required IReadOnlyList<JourneyStep> Then { get; init => field = StepList.Copy(value); }

    /// <summary>What is done when it does not; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Otherwise { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("then", Then), new("otherwise", Otherwise)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(IfStep? other) =>
        other is not null && Name == other.Name && Condition == other.Condition && Then.SequenceEqual(other.Then) && Otherwise.SequenceEqual(other.Otherwise);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Condition);
}
