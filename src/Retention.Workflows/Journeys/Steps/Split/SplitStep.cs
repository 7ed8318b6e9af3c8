namespace Retention.Workflows.Journeys;

/// <summary>A choice by chance: each customer always falls into the same share, on any machine and at every retry.</summary>
/// <remarks>The bucket is a hash of the experiment and the customer, of 10,000; changing shares moves only the buckets at the borders.</remarks>
public sealed record SplitStep : JourneyStep
{
    /// <summary>The experiment's id in kebab case, stable when the journey or step is renamed; default: journey and step name.</summary>
    public string? Experiment { get; init; }

    /// <summary>The shares, one at least; their percentages sum up to 100.</summary>
    public required IReadOnlyList<SplitShare> Shares { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Shares.Select(share => new StepBranch(share.Name, share.Steps))];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SplitStep? other) =>
        other is not null && Name == other.Name && Experiment == other.Experiment && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Experiment, Shares.Count);
}
