namespace Retention.Workflows;

/// <summary>Options of a step that chooses products.</summary>
public sealed class RecommendOptions
{
    /// <summary>How products are chosen; default by the customer's purchases.</summary>
    public RecommendationStrategy Strategy { get; set; }

    /// <summary>The minimum price, in the catalogue's currency; default null.</summary>
    public decimal? MinPrice { get; set; }

    /// <summary>The maximum price, in the catalogue's currency; default null.</summary>
    public decimal? MaxPrice { get; set; }

    /// <summary>The allowed categories, as the catalogue names them and case-sensitive; default empty: all.</summary>
    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>Whether to choose best sellers if there is nothing to recommend; default yes.</summary>
    public bool BestSellers { get; set; } = true;

    internal Action<StepsBuilder>? Chosen { get; private set; }

    internal Action<StepsBuilder>? None { get; private set; }

    /// <summary>Sets the steps if products were chosen. The last call counts.</summary>
    public RecommendOptions WhenChosen(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Chosen = steps;
        return this;
    }

    /// <summary>Sets the steps if there was nothing to choose. The last call counts.</summary>
    public RecommendOptions WhenNone(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        None = steps;
        return this;
    }
}
