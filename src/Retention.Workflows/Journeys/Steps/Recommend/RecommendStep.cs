namespace Retention.Workflows.Journeys;

/// <summary>
/// Chooses products for the customer now. Later messages show them (<see cref="RecommendationBlock.ChosenBy"/>), so a reminder shows the
/// same products as the first mail.
/// </summary>
/// <remarks>
/// The recommender is called outside every transaction. If it fails, the call is retried with growing pauses; after the last attempt the
/// enrollment is stuck and can be resumed. In a loop the step chooses again, and its earlier choice is replaced.
/// </remarks>
public sealed record RecommendStep : JourneyStep
{
    /// <summary>The maximum number of products, 1 to 24; default 6.</summary>
    public int Count { get; init; } = 6;

    /// <summary>How products are chosen; default by the customer's purchases.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>
    /// The minimum price, in the catalogue's currency; default null. With a limit, products without a price are excluded.
    /// </summary>
    public decimal? MinPrice { get; init; }

    /// <summary>The maximum price, in the catalogue's currency; default null.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>The allowed categories, as the catalogue names them and case-sensitive; default empty: all.</summary>
    public IReadOnlyList<string> Categories { get; init => field = [.. value]; } = [];

    /// <summary>Whether to choose best sellers if there is nothing to recommend; default yes.</summary>
    public bool BestSellers { get; init; } = true;

    /// <summary>The steps if products were chosen; default none.</summary>
    public IReadOnlyList<JourneyStep> Chosen { get; init => field = StepList.Copy(value); } = [];

    /// <summary>The steps if there was nothing to choose; default none.</summary>
    public IReadOnlyList<JourneyStep> None { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("chosen", Chosen), new("none", None)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(RecommendStep? other) =>
        other is not null && Name == other.Name && ToBlock() == other.ToBlock() && Chosen.SequenceEqual(other.Chosen)
            && None.SequenceEqual(other.None);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Count, Strategy);

    /// <summary>The choice alone, without its presentation.</summary>
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
