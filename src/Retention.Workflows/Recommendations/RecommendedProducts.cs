namespace Retention.Workflows.Recommendations;

/// <summary>Recommended products and how to show them, as part of a template's model.</summary>
public sealed record RecommendedProducts
{
    /// <summary>The block's settings.</summary>
    public required RecommendationBlock Block { get; init; }

    /// <summary>The products, best first; empty hides the block.</summary>
    public required IReadOnlyList<Product> Products { get; init; }
}
