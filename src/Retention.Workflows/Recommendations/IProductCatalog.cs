namespace Retention.Workflows;

/// <summary>What the shop sells, as far as messages show it. Thread-safe; called for each batch of messages.</summary>
public interface IProductCatalog
{
    /// <summary>Looks products up.</summary>
    /// <returns>What is known and on sale; ids that are neither are left out.</returns>
    Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken = default);
}
