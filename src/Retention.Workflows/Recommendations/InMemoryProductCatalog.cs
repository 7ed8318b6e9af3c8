using Retention.Workflows.Events;

namespace Retention.Workflows.Recommendations;

/// <summary>A catalogue of a list of products, for samples, tests and shops with few products. Immutable and thread-safe.</summary>
public sealed class InMemoryProductCatalog : IProductCatalog
{
    private readonly Dictionary<ProductId, Product> _products = [];
    private readonly ILookup<string, Product> _byCategory;

    /// <summary>Creates the catalogue. All products are on sale.</summary>
    /// <exception cref="ArgumentException">An id occurs twice, or a price has no currency; the message names the product.</exception>
    public InMemoryProductCatalog(IEnumerable<Product> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        foreach (var product in products)
        {
            if (!_products.TryAdd(product.Id, product))
                throw new ArgumentException($"The product '{product.Id}' occurs twice.", nameof(products));
            if (product.Price is not null && (product.Currency is null || !Money.IsCurrency(product.Currency)))
            {
                throw new ArgumentException(
                    $"The price of product '{product.Id}' needs an ISO 4217 currency such as EUR, not '{product.Currency}'.",
                    nameof(products));
            }
        }

        _byCategory = _products.Values.Where(product => product.Category is not null)
            .ToLookup(product => product.Category!, StringComparer.Ordinal);
    }

    /// <summary>All products.</summary>
    public IReadOnlyCollection<Product> Products => _products.Values;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Product>> OfCategoriesAsync(
        IReadOnlyCollection<string> categories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(categories);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Product>>([.. categories.SelectMany(category => _byCategory[category])]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(
        IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        var found = new Dictionary<ProductId, Product>(ids.Count);
        foreach (var id in ids)
        {
            if (_products.TryGetValue(id, out var product))
                found[id] = product;
        }

        return Task.FromResult<IReadOnlyDictionary<ProductId, Product>>(found);
    }
}
