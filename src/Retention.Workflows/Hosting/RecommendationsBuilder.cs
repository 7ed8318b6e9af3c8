using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Hosting;

/// <summary>Says what the shop sells, and who recommends it.</summary>
public sealed class RecommendationsBuilder
{
    internal RecommendationsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes products from a list, which is copied now; the last choice counts. Default: no products.</summary>
    /// <exception cref="ArgumentException">An id occurs twice, or a price has no currency; the message names the product.</exception>
    public RecommendationsBuilder UseProducts(IEnumerable<Product> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        var catalog = new InMemoryProductCatalog(products);
        return UseCatalog(_ => catalog);
    }

    /// <summary>Takes products from the shop's own catalogue; the last choice counts. Made once, at the first use.</summary>
    public RecommendationsBuilder UseCatalog(Func<IServiceProvider, IProductCatalog> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>Takes physical stores and their stock from a table; the last choice counts. Keep the table to replace its stock. Default: no stores.</summary>
    public RecommendationsBuilder UseStores(StoreTable stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        return UseStoreAvailability(_ => stores);
    }

    /// <summary>Asks the shop's own system which stores are near and what they have; the last choice counts. Made once, at the first use.</summary>
    public RecommendationsBuilder UseStoreAvailability(Func<IServiceProvider, IStoreAvailability> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>Lets the shop's own recommender choose; the last choice counts. Made once, at the first use. Default: bought together, then best sellers.</summary>
    public RecommendationsBuilder UseRecommender(Func<IServiceProvider, IRecommender> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }
}
