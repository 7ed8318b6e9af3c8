namespace Retention.Workflows.Recommendations;

/// <summary>Chooses cheaper or dearer products of the same categories as those in a cart. Pure.</summary>
internal static class CartAlternatives
{
    /// <summary>Chooses, in turns for each line, the dearest line first; for each the nearest in price. Ties go to the id that stands first ordinally.</summary>
    /// <param name="cart">What lies in the cart; never chosen. A line's own price counts before the catalogue's.</param>
    /// <param name="known">What the catalogue knows of it; what it does not know, or has no category or price, has no alternatives.</param>
    /// <param name="onSale">What may be chosen from, of any category.</param>
    /// <param name="dearer">Whether dearer products are wanted, and not cheaper ones.</param>
    /// <param name="count">How many at most.</param>
    internal static IReadOnlyList<ProductId> Choose(Cart cart, IReadOnlyDictionary<ProductId, Product> known, IEnumerable<Product> onSale, bool dearer, int count)
    {
        var inCart = cart.Lines.Select(line => line.Product).ToHashSet();
        var byCategory = onSale
            .Where(product => product is { Category: not null, Price: not null } && !inCart.Contains(product.Id))
            .DistinctBy(product => product.Id)
            .ToLookup(product => (product.Category, product.Currency));
        var choices = cart.Lines
            .Where(line => known.TryGetValue(line.Product, out var product) && product.Category is not null && (line.UnitPrice ?? product.Price) is not null)
            .Select(line => (Product: known[line.Product], Price: line.UnitPrice ?? known[line.Product].Price!.Value))
            .OrderByDescending(line => line.Price).ThenBy(line => line.Product.Id.Value, StringComparer.Ordinal)
            .Select(line => byCategory[(line.Product.Category, line.Product.Currency)]
                .Where(product => dearer ? product.Price > line.Price : product.Price < line.Price)
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
