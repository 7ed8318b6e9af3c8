namespace Retention.Workflows;

/// <summary>Knows what sells best: what a message shows when there is nothing to recommend. Thread-safe; called for each batch of messages.</summary>
public interface IBestSellers
{
    /// <summary>Reads what sells best.</summary>
    /// <returns>The products, best first; a few hundred at most, and none where nothing was ever sold.</returns>
    Task<IReadOnlyList<ProductId>> ReadAsync(CancellationToken cancellationToken = default);
}
