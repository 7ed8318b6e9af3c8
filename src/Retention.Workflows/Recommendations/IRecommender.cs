namespace Retention.Workflows.Recommendations;

/// <summary>Chooses products for customers. Thread-safe; called outside every transaction with a batch of customers.</summary>
public interface IRecommender
{
    /// <summary>Chooses products for each request.</summary>
    /// <returns>One list a request, in the requests' order, best first; shorter than asked, or empty, where there is not enough.</returns>
    Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default);
}

/// <summary>A wish for products for one customer.</summary>
public sealed record RecommendationRequest
{
    /// <summary>For whom.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>How many at most, 1 or more.</summary>
    public required int Count { get; init; }

    /// <summary>What the customer bought lately, latest first, or what lies in the cart when something is to go with it: the seed, and never recommended again.</summary>
    public required IReadOnlyList<ProductId> Bought { get; init; }
}
