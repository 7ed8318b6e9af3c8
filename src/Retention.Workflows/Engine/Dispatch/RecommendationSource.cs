namespace Retention.Workflows;

/// <summary>Finds the products that a batch of messages shows: the shop's recommender or alternatives to the cart, then best sellers where the block says so.</summary>
internal sealed class RecommendationSource(IRecommender recommender, IBestSellers bestSellers, IProductCatalog catalog)
{
    internal async Task<IReadOnlyDictionary<Draft, RecommendedProducts>> ForAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Draft[] wanting = [.. drafts.Where(draft => draft.Step.Recommendations is not null && draft.Customer is not null)];
        if (wanting.Length == 0)
            return new Dictionary<Draft, RecommendedProducts>();

        var chosen = await ChosenAsync(wanting, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < wanting.Length; index++)
        {
            var block = wanting[index].Step.Recommendations!;
            if (chosen[index].Count == 0 && block.WhenNone == WhenNoRecommendations.ShowBestSellers)
                chosen[index] = await LimitedAsync(block, await bestSellers.BestSellersAsync(Spare(block), SeedOf(wanting[index]), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        var known = await catalog.FindAsync([.. chosen.SelectMany(ids => ids).Distinct()], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(chosen).ToDictionary(pair => pair.First, pair => new RecommendedProducts
        {
            Block = pair.First.Step.Recommendations!,
            Products = [.. pair.Second.Where(known.ContainsKey).Select(id => known[id])],
        });
    }

    private async Task<IReadOnlyList<ProductId>[]> ChosenAsync(Draft[] wanting, CancellationToken cancellationToken)
    {
        var chosen = new IReadOnlyList<ProductId>[wanting.Length];
        var asked = Enumerable.Range(0, wanting.Length)
            .Where(index => wanting[index].Step.Recommendations!.Strategy is RecommendationStrategy.ForCustomer or RecommendationStrategy.WithCart).ToArray();
        var answers = asked.Length == 0 ? [] : await recommender.RecommendAsync(
            [.. asked.Select(index => new RecommendationRequest { Customer = wanting[index].Message.Customer, Count = Spare(wanting[index].Step.Recommendations!), Bought = SeedOf(wanting[index]) })],
            cancellationToken).ConfigureAwait(false);
        for (var answer = 0; answer < asked.Length; answer++)
            chosen[asked[answer]] = await LimitedAsync(wanting[asked[answer]].Step.Recommendations!, answers[answer], cancellationToken).ConfigureAwait(false);

        int[] alternatives = [.. Enumerable.Range(0, wanting.Length).Except(asked)];
        if (alternatives.Length == 0)
            return chosen;
        var inCarts = await catalog.FindAsync([.. alternatives.SelectMany(index => wanting[index].CartOrEmpty.Lines).Select(line => line.Product).Distinct()], cancellationToken).ConfigureAwait(false);
        string[] categories = [.. inCarts.Values.Select(product => product.Category).OfType<string>().Distinct(StringComparer.Ordinal)];
        var onSale = categories.Length == 0 ? [] : await catalog.OfCategoriesAsync(categories, cancellationToken).ConfigureAwait(false);
        foreach (var index in alternatives)
        {
            var block = wanting[index].Step.Recommendations!;
            chosen[index] = CartAlternatives.Choose(
                wanting[index].CartOrEmpty, inCarts, onSale.Where(block.Admits), block.Strategy == RecommendationStrategy.DearerThanCart, block.Count);
        }

        return chosen;
    }

    /// <summary>What the block's limits let through.</summary>
    private async Task<IReadOnlyList<ProductId>> LimitedAsync(RecommendationBlock block, IReadOnlyList<ProductId> products, CancellationToken cancellationToken)
    {
        if (!block.HasLimits || products.Count == 0)
            return products;
        var known = await catalog.FindAsync(products, cancellationToken).ConfigureAwait(false);
        return [.. products.Where(id => known.TryGetValue(id, out var product) && block.Admits(product)).Take(block.Count)];
    }

    /// <summary>What the choice starts from and never chooses: what lies in the cart where it is about the cart, else what was bought.</summary>
    private static IReadOnlyList<ProductId> SeedOf(Draft draft) =>
        draft.Step.Recommendations!.NeedsCart ? [.. draft.CartOrEmpty.Lines.Select(line => line.Product)] : draft.Bought;

    /// <summary>So many more are asked for as the limits may leave out.</summary>
    private static int Spare(RecommendationBlock block) => block.HasLimits ? (4 * block.Count) + 20 : block.Count;
}
