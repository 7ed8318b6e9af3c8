namespace Retention.Workflows.Recommendations;

/// <summary>Recommends products to customers. Thread-safe; called outside every transaction with a batch of customers.</summary>
public interface IRecommender
{
    /// <summary>Recommends products for each request.</summary>
    /// <returns>
    /// One list for each request, in the order of the requests, best product first. A list is shorter than requested, or empty, if there
    /// are not enough products.
    /// </returns>
    Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
        IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default);
}

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
