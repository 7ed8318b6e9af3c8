namespace Retention.Workflows.Recommendations;

/// <summary>Returns the best sellers, which a message shows if there is nothing to recommend. Thread-safe.</summary>
public interface IBestSellers
{
    /// <summary>Reads the best sellers.</summary>
    /// <param name="count">The maximum number of products, 0 or more.</param>
    /// <param name="except">The products to exclude, such as those that the customer has; may be empty.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The products, best first; empty if nothing was ever sold.</returns>
    Task<IReadOnlyList<ProductId>> BestSellersAsync(
        int count, IReadOnlyCollection<ProductId> except, CancellationToken cancellationToken = default);
}
