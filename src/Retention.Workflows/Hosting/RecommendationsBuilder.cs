using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Retention.Workflows.Hosting;

/// <summary>Says what the shop sells, and who recommends it.</summary>
public sealed class RecommendationsBuilder
{
    internal RecommendationsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes products from a list, which is copied now; the last choice counts. Default: no products.</summary>
    /// <exception cref="ArgumentException">An id stands twice, or a price has no currency; the message names the product.</exception>
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

    /// <summary>Lets the shop's own recommender choose; the last choice counts. Made once, at the first use. Default: bought together, then best sellers.</summary>
    public RecommendationsBuilder UseRecommender(Func<IServiceProvider, IRecommender> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }
}
