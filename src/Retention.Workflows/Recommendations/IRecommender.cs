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
