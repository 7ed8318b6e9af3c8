namespace Retention.Workflows.Recommendations;

/// <summary>A request for product recommendations for one customer.</summary>
public sealed record RecommendationRequest
{
    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The maximum number of products, 1 or more.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The products that the customer bought recently, latest first, or the products in the cart if the recommendations complement the
    /// cart. They are the seed and are never recommended.
    /// </summary>
    public required IReadOnlyList<ProductId> Bought { get; init; }
}
