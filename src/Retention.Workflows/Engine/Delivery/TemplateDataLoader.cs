using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Finds what a batch of messages shows: recommended products, what lies in carts or comes with vouchers, and where it can be had nearby.</summary>
internal sealed class TemplateDataLoader(RecommendationSource recommendations, IProductCatalog catalog, IStoreAvailability stores)
{
    /// <summary>Recommended products, as far as they are on sale, for those whose step has some.</summary>
    internal async Task<IReadOnlyDictionary<PendingSend, RecommendedProducts>> RecommendedAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        PendingSend[] wanting = [.. pendingSends.Where(pending => pending.Wish is not null && pending.Customer is not null)];
        if (wanting.Length == 0)
            return new Dictionary<PendingSend, RecommendedProducts>();

        var chosen = await recommendations.ChooseAsync([.. wanting.Select(pending => pending.Wish!)], cancellationToken).ConfigureAwait(false);
        var known = await catalog.FindAsync([.. chosen.SelectMany(ids => ids).Distinct()], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(chosen).ToDictionary(pair => pair.First, pair => new RecommendedProducts
        {
            Block = pair.First.Wish!.Block,
            Products = [.. pair.Second.Where(known.ContainsKey).Select(id => known[id])],
        });
    }

    /// <summary>Names and prices, asked for once.</summary>
    internal async Task<IReadOnlyDictionary<ProductId, Product>> ProductsAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        ProductId[] shown = [.. pendingSends.Where(pending => pending.ShowsGoods).SelectMany(OfDraft).Distinct()];
        return shown.Length == 0 ? new Dictionary<ProductId, Product>() : await catalog.FindAsync(shown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The nearest stores that hold something of the cart, for those whose template shows stores and whose postal code is known.</summary>
    internal async Task<IReadOnlyDictionary<PendingSend, IReadOnlyList<StoreStock>>> StoresAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        PendingSend[] wanting = [.. pendingSends.Where(pending => pending is { ShowsStores: true, Customer.PostalCode: not null, CartOrEmpty.IsEmpty: false })];
        if (wanting.Length == 0)
            return new Dictionary<PendingSend, IReadOnlyList<StoreStock>>();
        var found = await stores.NearestAsync([.. wanting.Select(RequestOf)], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static IEnumerable<ProductId> OfDraft(PendingSend pending)
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

    /// <summary>The region of a language tag such as de-AT; none where it has none.</summary>
    private static string? RegionOf(string? locale) =>
        locale?.Split('-', '_').Skip(1).FirstOrDefault(part => part.Length == 2 && part.All(char.IsAsciiLetter))?.ToUpperInvariant();
}
