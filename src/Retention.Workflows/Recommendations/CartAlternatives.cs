namespace Retention.Workflows.Recommendations;

/// <summary>Chooses cheaper or more expensive products of the same categories as the products in a cart. Pure.</summary>
internal static class CartAlternatives
{
    /// <summary>
    /// Chooses products in turns for each cart line, the most expensive line first. For each line the nearest price wins; ties go to the id
    /// that sorts first ordinally.
    /// </summary>
    /// <param name="cart">The cart. Its products are never chosen. The price of a line takes precedence over the catalogue's price.</param>
    /// <param name="known">
    /// The catalogue's entries of the cart's products. A product without an entry, a category or a price has no alternatives.
    /// </param>
    /// <param name="onSale">The products to choose from, of any category.</param>
    /// <param name="upSell">True for more expensive products, false for cheaper ones.</param>
    /// <param name="count">The maximum number of products.</param>
    internal static IReadOnlyList<ProductId> Choose(
        Cart cart, IReadOnlyDictionary<ProductId, Product> known, IEnumerable<Product> onSale, bool upSell, int count)
    {
        var inCart = cart.Lines.Select(line => line.Product).ToHashSet();
        var byCategory = onSale
            .Where(product => product is { Category: not null, Price: not null } && !inCart.Contains(product.Id))
            .DistinctBy(product => product.Id)
            .ToLookup(product => (product.Category, product.Currency));
        var choices = cart.Lines
            .Where(line => known.TryGetValue(line.Product, out var product) && product.Category is not null
                && (line.UnitPrice ?? product.Price) is not null)
            .Select(line => (Product: known[line.Product], Price: line.UnitPrice ?? known[line.Product].Price!.Value))
            .OrderByDescending(line => line.Price).ThenBy(line => line.Product.Id.Value, StringComparer.Ordinal)
            .Select(line => byCategory[(line.Product.Category, line.Product.Currency)]
                .Where(product => upSell ? product.Price > line.Price : product.Price < line.Price)
                .OrderBy(product => Math.Abs(product.Price!.Value - line.Price)).ThenBy(product => product.Id.Value, StringComparer.Ordinal)
                .Select(product => product.Id).ToArray())
            .ToArray();

        var chosen = new OrderedDictionary<ProductId, bool>();
        for (var turn = 0; chosen.Count < count && choices.Any(choice => turn < choice.Length); turn++)
        {
            foreach (var choice in choices.Where(choice => turn < choice.Length))
                chosen.TryAdd(choice[turn], true);
        }

        return [.. chosen.Keys.Take(count)];
    }
}
