using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Loads the template data of a batch of messages: recommended products, products of carts and vouchers, and stores nearby.
/// </summary>
internal sealed class TemplateDataLoader(RecommendationSource recommendations, IProductCatalog catalog, IStoreAvailability stores)
{
    /// <summary>Returns recommended products that the catalogue knows, for messages whose step recommends some.</summary>
    internal async Task<IReadOnlyDictionary<PendingSend, RecommendedProducts>> RecommendedAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        PendingSend[] needing = [.. pendingSends.Where(pending => pending.Query is not null && pending.Customer is not null)];
        if (needing.Length == 0)
            return new Dictionary<PendingSend, RecommendedProducts>();

        var chosen =
            await recommendations.ChooseAsync([.. needing.Select(pending => pending.Query!)], cancellationToken).ConfigureAwait(false);
        var known = await catalog.FindAsync([.. chosen.SelectMany(ids => ids).Distinct()], cancellationToken).ConfigureAwait(false);
        return needing.Zip(chosen).ToDictionary(pair => pair.First, pair => new RecommendedProducts
        {
            Block = pair.First.Query!.Block,
            Products = [.. pair.Second.Where(known.ContainsKey).Select(id => known[id])],
        });
    }

    /// <summary>Returns names and prices, with one call to the catalogue.</summary>
    internal async Task<IReadOnlyDictionary<ProductId, Product>> ProductsAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        ProductId[] shown = [.. pendingSends.Where(pending => pending.ShowsProducts).SelectMany(ProductsOf).Distinct()];
        return shown.Length == 0
            ? new Dictionary<ProductId, Product>() : await catalog.FindAsync(shown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the nearest stores that have a product of the cart, for messages that show stores and customers with a known postal code.
    /// </summary>
    internal async Task<IReadOnlyDictionary<PendingSend, IReadOnlyList<StoreStock>>> StoresAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        PendingSend[] needing = [.. pendingSends.Where(
            pending => pending is { ShowsStores: true, Customer.PostalCode: not null, CartOrEmpty.IsEmpty: false })];
        if (needing.Length == 0)
            return new Dictionary<PendingSend, IReadOnlyList<StoreStock>>();
        var found = await stores.NearestAsync([.. needing.Select(RequestOf)], cancellationToken).ConfigureAwait(false);
        return needing.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static IEnumerable<ProductId> ProductsOf(PendingSend pending)
    {
        var inCart = pending.CartOrEmpty.Lines.Select(line => line.Product);
        return pending.Voucher?.Offer.Discount.Product is { } given ? inCart.Append(given) : inCart;
    }

    private static StoreRequest RequestOf(PendingSend pending) => new()
    {
        Customer = pending.Customer!.Id,
        PostalCode = pending.Customer.PostalCode!,
        Country = RegionOf(pending.Customer.Locale),
        Products = [.. pending.CartOrEmpty.Lines.Select(line => line.Product)],
    };

    /// <summary>The region of a language tag such as de-AT; null if the tag has none.</summary>
    private static string? RegionOf(string? locale) =>
        locale?.Split('-', '_').Skip(1).FirstOrDefault(part => part.Length == 2 && part.All(char.IsAsciiLetter))?.ToUpperInvariant();
}
