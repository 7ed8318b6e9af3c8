namespace Retention.Workflows;

/// <summary>Finds what a batch of messages shows besides recommendations: what lies in carts or comes with vouchers, and where it can be had nearby.</summary>
internal sealed class ShownGoods(IProductCatalog catalog, IStoreAvailability stores)
{
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
