namespace Retention.Workflows.Recommendations;

/// <summary>Recommended products and how to show them, as a template's model.</summary>
public sealed record RecommendedProducts
{
    /// <summary>How to show them.</summary>
    public required RecommendationBlock Block { get; init; }

    /// <summary>The products, best first; empty hides the block.</summary>
    public required IReadOnlyList<Product> Products { get; init; }
}
