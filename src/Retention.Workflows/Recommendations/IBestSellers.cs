namespace Retention.Workflows.Recommendations;

/// <summary>Knows what sells best: what a message shows when there is nothing to recommend. Thread-safe.</summary>
public interface IBestSellers
{
    /// <summary>Reads what sells best.</summary>
    /// <param name="count">How many at most, 0 or more.</param>
    /// <param name="except">What is left out, such as what the customer has; may be empty.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The products, best first; empty where nothing was ever sold.</returns>
    Task<IReadOnlyList<ProductId>> BestSellersAsync(int count, IReadOnlyCollection<ProductId> except, CancellationToken cancellationToken = default);
}
