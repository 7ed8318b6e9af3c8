namespace Retention.Workflows.Recommendations;

/// <summary>The shop's products, as shown in messages. Thread-safe; called for each batch of messages.</summary>
public interface IProductCatalog
{
    /// <summary>Finds products by id.</summary>
    /// <returns>The products that are known and on sale; other ids are omitted.</returns>
    Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(
        IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the products on sale in the given categories, in any order. Cheaper and more expensive alternatives to a cart are chosen from
    /// them. The default implementation returns nothing, so there are no alternatives.
    /// </summary>
    /// <param name="categories">The categories, as the catalogue writes them, without duplicates.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<Product>> OfCategoriesAsync(IReadOnlyCollection<string> categories, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Product>>([]);
}
