using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Recommending;

/// <summary>Finds products for a batch of wishes: what an earlier step chose, the shop's recommender or alternatives to the cart, then best sellers where the block says so.</summary>
internal sealed class RecommendationSource(IRecommender recommender, IBestSellers bestSellers, IProductCatalog catalog)
{
    /// <summary>Chooses products, in the order of the wishes.</summary>
    internal async Task<IReadOnlyList<ProductId>[]> ChooseAsync(IReadOnlyList<RecommendationQuery> queries, CancellationToken cancellationToken)
    {
        var chosen = new IReadOnlyList<ProductId>[queries.Count];
        await OfStepsAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        await OfRecommenderAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        await OfCartsAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        int[] lacking = [.. Enumerable.Range(0, chosen.Length).Where(index => chosen[index].Count == 0 && queries[index].Block.WhenNone == WhenNoRecommendations.ShowBestSellers)];
        foreach (var index in lacking)
            chosen[index] = await bestSellers.BestSellersAsync(queries[index].Spare, queries[index].Seed, cancellationToken).ConfigureAwait(false);
        await LimitAsync(queries, chosen, lacking, cancellationToken).ConfigureAwait(false);
        return chosen;
    }

    /// <summary>What earlier steps chose, as far as it is still on sale and was not bought.</summary>
    private async Task OfStepsAsync(IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] asked = [.. Enumerable.Range(0, queries.Count).Where(index => queries[index].Block.ChosenBy is not null)];
        if (asked.Length == 0)
            return;
        var known = await catalog.FindAsync([.. asked.SelectMany(index => queries[index].Chosen).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var index in asked)
            chosen[index] = [.. queries[index].Chosen.Where(known.ContainsKey).Except(queries[index].Bought).Take(queries[index].Block.Count)];
    }

    private async Task OfRecommenderAsync(IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] asked = [.. Enumerable.Range(0, queries.Count).Where(index => queries[index].Block is { ChosenBy: null, Strategy: RecommendationStrategy.ForCustomer or RecommendationStrategy.WithCart })];
        if (asked.Length == 0)
            return;
        var answers = await recommender.RecommendAsync(
            [.. asked.Select(index => new RecommendationRequest { Customer = queries[index].Customer, Count = queries[index].Spare, Bought = queries[index].Seed })], cancellationToken).ConfigureAwait(false);
        for (var answer = 0; answer < asked.Length; answer++)
            chosen[asked[answer]] = answers[answer];
        await LimitAsync(queries, chosen, asked, cancellationToken).ConfigureAwait(false);
    }

    private async Task OfCartsAsync(IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] asked = [.. Enumerable.Range(0, queries.Count).Where(index => queries[index].Block is { ChosenBy: null, Strategy: RecommendationStrategy.DownSell or RecommendationStrategy.UpSell })];
        if (asked.Length == 0)
            return;
        var inCarts = await catalog.FindAsync([.. asked.SelectMany(index => queries[index].Cart.Lines).Select(line => line.Product).Distinct()], cancellationToken).ConfigureAwait(false);
        string[] categories = [.. inCarts.Values.Select(product => product.Category).OfType<string>().Distinct(StringComparer.Ordinal)];
        var onSale = categories.Length == 0 ? [] : await catalog.OfCategoriesAsync(categories, cancellationToken).ConfigureAwait(false);
        foreach (var index in asked)
        {
            var block = queries[index].Block;
            chosen[index] = CartAlternatives.Choose(queries[index].Cart, inCarts, onSale.Where(block.Admits), block.Strategy == RecommendationStrategy.UpSell, block.Count);
        }
    }

    /// <summary>Leaves what the blocks' limits let through; the catalogue is asked once for all.</summary>
    private async Task LimitAsync(IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, int[] indexes, CancellationToken cancellationToken)
    {
        int[] limited = [.. indexes.Where(index => queries[index].Block.HasLimits && chosen[index].Count > 0)];
        if (limited.Length == 0)
            return;
        var known = await catalog.FindAsync([.. limited.SelectMany(index => chosen[index]).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var index in limited)
            chosen[index] = [.. chosen[index].Where(id => known.TryGetValue(id, out var product) && queries[index].Block.Admits(product)).Take(queries[index].Block.Count)];
    }
}
