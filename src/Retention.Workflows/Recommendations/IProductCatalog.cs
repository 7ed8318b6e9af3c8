namespace Retention.Workflows.Recommendations;

/// <summary>What the shop sells, as far as messages show it. Thread-safe; called for each batch of messages.</summary>
public interface IProductCatalog
{
    /// <summary>Looks products up.</summary>
    /// <returns>What is known and on sale; ids that are neither are left out.</returns>
    Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken = default);

    /// <summary>Lists what is on sale in categories: cheaper and dearer alternatives to a cart are chosen from it. In any order; default nothing, so that there are none.</summary>
    /// <param name="categories">The catalogue's own words, each once.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    Task<IReadOnlyList<Product>> OfCategoriesAsync(IReadOnlyCollection<string> categories, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Product>>([]);
}
