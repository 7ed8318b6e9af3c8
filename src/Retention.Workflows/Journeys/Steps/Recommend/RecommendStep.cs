namespace Retention.Workflows.Journeys;

/// <summary>Chooses products for the customer, now: later messages show them (<see cref="RecommendationBlock.ChosenBy"/>), so that a reminder shows what the first mail showed.</summary>
/// <remarks>
/// The recommender is asked outside every transaction; where it fails, it is asked again with growing pauses, and at last the enrollment is stuck and resumable.
/// Reached again in a loop, the step chooses anew, and what it chose before is forgotten.
/// </remarks>
public sealed record RecommendStep : JourneyStep
{
    /// <summary>How many products at most, 1 to 24; default 6.</summary>
    public int Count { get; init; } = 6;

    /// <summary>By what products are chosen; default by what the customer bought.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>The least price of a product, in the catalogue's currency; default none. What has no price is left out where there is a limit.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>The greatest price of a product, in the catalogue's currency; default none.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Only products of these categories, by the catalogue's own words and with case; default all.</summary>
    public IReadOnlyList<string> Categories { get; init => field = [.. value]; } = [];

    /// <summary>Whether best sellers are chosen when there is nothing to recommend; default yes.</summary>
    public bool BestSellers { get; init; } = true;

    /// <summary>What is done when something was chosen; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Chosen { get; init => field = StepList.Copy(value); } = [];

    /// <summary>What is done when there was nothing to choose; default nothing.</summary>
    public IReadOnlyList<JourneyStep> None { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("chosen", Chosen), new("none", None)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(RecommendStep? other) =>
        other is not null && Name == other.Name && ToBlock() == other.ToBlock() && Chosen.SequenceEqual(other.Chosen) && None.SequenceEqual(other.None);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Count, Strategy);

    /// <summary>The choice alone, without how it is shown.</summary>
    internal RecommendationBlock ToBlock() => new()
    {
        Count = Count,
        Strategy = Strategy,
        MinPrice = MinPrice,
        MaxPrice = MaxPrice,
        Categories = Categories,
        WhenNone = BestSellers ? WhenNoRecommendations.ShowBestSellers : WhenNoRecommendations.HideBlock,
    };
}
