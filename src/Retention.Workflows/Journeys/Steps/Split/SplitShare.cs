namespace Retention.Workflows.Journeys;

/// <summary>One share of a split.</summary>
public sealed record SplitShare
{
    /// <summary>The share's name in kebab case, unique in the split.</summary>
    public required string Name { get; init; }

    /// <summary>The percentage of customers, above 0, with at most two decimals.</summary>
    public required decimal Percent { get; init; }

    /// <summary>The steps of the share; default none.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SplitShare? other) =>
        other is not null && Name == other.Name && Percent == other.Percent && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Percent);
}
