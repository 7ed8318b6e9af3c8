namespace Retention.Workflows;

/// <summary>What else a journey may say about products that a step chooses.</summary>
public sealed class RecommendOptions
{
    /// <summary>By what products are chosen; default by what the customer bought.</summary>
    public RecommendationStrategy Strategy { get; set; }

    /// <summary>The least price of a product, in the catalogue's currency; default none.</summary>
    public decimal? MinPrice { get; set; }

    /// <summary>The greatest price of a product, in the catalogue's currency; default none.</summary>
    public decimal? MaxPrice { get; set; }

    /// <summary>Only products of these categories, by the catalogue's own words and with case; default all.</summary>
    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>Whether best sellers are chosen when there is nothing to recommend; default yes.</summary>
    public bool BestSellers { get; set; } = true;

    internal Action<StepsBuilder>? Chosen { get; private set; }

    internal Action<StepsBuilder>? None { get; private set; }

    /// <summary>Does this when something was chosen. Said twice, the later counts.</summary>
    public RecommendOptions WhenChosen(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Chosen = steps;
        return this;
    }

    /// <summary>Does this when there was nothing to choose. Said twice, the later counts.</summary>
    public RecommendOptions WhenNone(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        None = steps;
        return this;
    }
}
