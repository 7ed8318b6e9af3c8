namespace Retention.Workflows;

/// <summary>Finds what a batch of messages shows: recommended products, what lies in carts or comes with vouchers, and where it can be had nearby.</summary>
internal sealed class ShownGoods(RecommendationSource recommendations, IProductCatalog catalog, IStoreAvailability stores)
{
    /// <summary>Recommended products, as far as they are on sale, for those whose step has some.</summary>
    internal async Task<IReadOnlyDictionary<Draft, RecommendedProducts>> RecommendedAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Draft[] wanting = [.. drafts.Where(draft => draft.Wish is not null && draft.Customer is not null)];
        if (wanting.Length == 0)
            return new Dictionary<Draft, RecommendedProducts>();

        var chosen = await recommendations.ChooseAsync([.. wanting.Select(draft => draft.Wish!)], cancellationToken).ConfigureAwait(false);
        var known = await catalog.FindAsync([.. chosen.SelectMany(ids => ids).Distinct()], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(chosen).ToDictionary(pair => pair.First, pair => new RecommendedProducts
        {
            Block = pair.First.Wish!.Block,
            Products = [.. pair.Second.Where(known.ContainsKey).Select(id => known[id])],
        });
    }

    /// <summary>Names and prices, asked for once.</summary>
    internal async Task<IReadOnlyDictionary<ProductId, Product>> ProductsAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        ProductId[] shown = [.. drafts.Where(draft => draft.ShowsGoods).SelectMany(OfDraft).Distinct()];
        return shown.Length == 0 ? new Dictionary<ProductId, Product>() : await catalog.FindAsync(shown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The nearest stores that hold something of the cart, for those whose template shows stores and whose postal code is known.</summary>
    internal async Task<IReadOnlyDictionary<Draft, IReadOnlyList<StoreStock>>> StoresAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Draft[] wanting = [.. drafts.Where(draft => draft is { ShowsStores: true, Customer.PostalCode: not null, CartOrEmpty.IsEmpty: false })];
        if (wanting.Length == 0)
            return new Dictionary<Draft, IReadOnlyList<StoreStock>>();
        var found = await stores.NearestAsync([.. wanting.Select(RequestOf)], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static IEnumerable<ProductId> OfDraft(Draft draft)
    {
        var inCart = draft.CartOrEmpty.Lines.Select(line => line.Product);
        return draft.Voucher?.Offer.Discount.Product is { } given ? inCart.Append(given) : inCart;
    }

    private static StoreRequest RequestOf(Draft draft) => new()
    {
        Customer = draft.Customer!.Id,
        PostalCode = draft.Customer.PostalCode!,
        Country = RegionOf(draft.Customer.Locale),
        Products = [.. draft.CartOrEmpty.Lines.Select(line => line.Product)],
    };

    /// <summary>The region of a language tag such as de-AT; none where it has none.</summary>
    private static string? RegionOf(string? locale) =>
        locale?.Split('-', '_').Skip(1).FirstOrDefault(part => part.Length == 2 && part.All(char.IsAsciiLetter))?.ToUpperInvariant();
}
