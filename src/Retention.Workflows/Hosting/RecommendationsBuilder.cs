using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Hosting;

/// <summary>Registers products, stores and the recommender.</summary>
public sealed class RecommendationsBuilder
{
    internal RecommendationsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses products from a list, which is copied now. The last call counts. Default: no products.</summary>
    /// <exception cref="ArgumentException">An id occurs twice, or a price has no currency; the message names the product.</exception>
    public RecommendationsBuilder UseProducts(IEnumerable<Product> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        var catalog = new InMemoryProductCatalog(products);
        return UseCatalog(_ => catalog);
    }

    /// <summary>Uses the host's product catalogue. The last call counts. Created once, at first use.</summary>
    public RecommendationsBuilder UseCatalog(Func<IServiceProvider, IProductCatalog> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>
    /// Uses physical stores and their stock from a table. The last call counts. Keep the table to replace its stock. Default: no stores.
    /// </summary>
    public RecommendationsBuilder UseStores(StoreTable stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        return UseStoreAvailability(_ => stores);
    }

    /// <summary>Uses the host's system to find nearby stores and their stock. The last call counts. Created once, at first use.</summary>
    public RecommendationsBuilder UseStoreAvailability(Func<IServiceProvider, IStoreAvailability> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>
    /// Uses the host's recommender. The last call counts. Created once, at first use. Default: products bought together, then best sellers.
    /// </summary>
    public RecommendationsBuilder UseRecommender(Func<IServiceProvider, IRecommender> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>Uses the host's product catalogue. It is created for each call, in its own service scope. The last call counts.</summary>
    public RecommendationsBuilder UseCatalog<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCatalog>()
        where TCatalog : class, IProductCatalog
    {
        Services.TryAddScoped<TCatalog>();
        return UseCatalog(static provider => new PerCallCatalog(
            provider.GetRequiredService<IServiceScopeFactory>(), static services => services.GetRequiredService<TCatalog>()));
    }

    /// <summary>Uses the host's recommender. It is created for each call, in its own service scope. The last call counts.</summary>
    public RecommendationsBuilder UseRecommender<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicConstructors)] TRecommender>() where TRecommender : class, IRecommender
    {
        Services.TryAddScoped<TRecommender>();
        return UseRecommender(static provider => new PerCallRecommender(
            provider.GetRequiredService<IServiceScopeFactory>(), static services => services.GetRequiredService<TRecommender>()));
    }
}
