namespace Retention.Workflows.Journeys;

/// <summary>A random choice. A customer always gets the same share, on every machine and at every retry.</summary>
/// <remarks>The bucket is a hash of experiment and customer, out of 10,000. Changed percentages move only the buckets at the
/// borders.</remarks>
public sealed record SplitStep : JourneyStep
{
    /// <summary>
    /// The experiment's id in kebab case. It keeps the assignment when the journey or step is renamed; default: journey and step name.
    /// </summary>
    public string? Experiment { get; init; }

    /// <summary>The shares, at least one. Their percentages add up to 100.</summary>
    public required IReadOnlyList<SplitShare> Shares { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [.. Shares.Select(share => new StepBranch(share.Name, share.Steps))];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SplitStep? other) =>
        other is not null && Name == other.Name && Experiment == other.Experiment && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Experiment, Shares.Count);
}
