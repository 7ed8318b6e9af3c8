using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Recommending;

/// <summary>
/// Chooses products for a batch of queries: the choice of an earlier step, the host's recommender or alternatives to the cart, then best
/// sellers if the block allows it.
/// </summary>
internal sealed class RecommendationSource(IRecommender recommender, IBestSellers bestSellers, IProductCatalog catalog)
{
    /// <summary>Returns the chosen products in the order of the queries.</summary>
    internal async Task<IReadOnlyList<ProductId>[]> ChooseAsync(
        IReadOnlyList<RecommendationQuery> queries, CancellationToken cancellationToken)
    {
        var chosen = new IReadOnlyList<ProductId>[queries.Count];
        await ChooseFromStepsAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        await ChooseFromRecommenderAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        await ChooseForCartsAsync(queries, chosen, cancellationToken).ConfigureAwait(false);
        int[] empty = [.. Enumerable.Range(0, chosen.Length)
            .Where(index => chosen[index].Count == 0 && queries[index].Block.WhenNone == WhenNoRecommendations.ShowBestSellers)];
        foreach (var index in empty)
            chosen[index] = await bestSellers.BestSellersAsync(
                queries[index].RequestCount, queries[index].Seed, cancellationToken).ConfigureAwait(false);
        await LimitAsync(queries, chosen, empty, cancellationToken).ConfigureAwait(false);
        return chosen;
    }

    /// <summary>Takes the products chosen by earlier steps that are still on sale and were not bought.</summary>
    private async Task ChooseFromStepsAsync(
        IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] concerned = [.. Enumerable.Range(0, queries.Count).Where(index => queries[index].Block.ChosenBy is not null)];
        if (concerned.Length == 0)
            return;
        var known = await catalog.FindAsync(
            [.. concerned.SelectMany(index => queries[index].Chosen).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var index in concerned)
            chosen[index] = [.. queries[index].Chosen.Where(known.ContainsKey).Except(queries[index].Bought)
                .Take(queries[index].Block.Count)];
    }

    private async Task ChooseFromRecommenderAsync(
        IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] concerned = [.. Enumerable.Range(0, queries.Count).Where(index =>
            queries[index].Block is { ChosenBy: null, Strategy: RecommendationStrategy.ForCustomer or RecommendationStrategy.WithCart })];
        if (concerned.Length == 0)
            return;
        var answers = await recommender.RecommendAsync(
            [.. concerned.Select(index => new RecommendationRequest { Customer = queries[index].Customer,
                Count = queries[index].RequestCount, Bought = queries[index].Seed })], cancellationToken).ConfigureAwait(false);
        for (var answer = 0; answer < concerned.Length; answer++)
            chosen[concerned[answer]] = answers[answer];
        await LimitAsync(queries, chosen, concerned, cancellationToken).ConfigureAwait(false);
    }

    private async Task ChooseForCartsAsync(
        IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, CancellationToken cancellationToken)
    {
        int[] concerned = [.. Enumerable.Range(0, queries.Count).Where(index =>
            queries[index].Block is { ChosenBy: null, Strategy: RecommendationStrategy.DownSell or RecommendationStrategy.UpSell })];
        if (concerned.Length == 0)
            return;
        var inCarts = await catalog.FindAsync([.. concerned.SelectMany(index => queries[index].Cart.Lines).Select(line => line.Product)
            .Distinct()], cancellationToken).ConfigureAwait(false);
        string[] categories = [.. inCarts.Values.Select(product => product.Category).OfType<string>().Distinct(StringComparer.Ordinal)];
        var onSale = categories.Length == 0 ? [] : await catalog.OfCategoriesAsync(categories, cancellationToken).ConfigureAwait(false);
        foreach (var index in concerned)
        {
            var block = queries[index].Block;
            chosen[index] = CartAlternatives.Choose(
                queries[index].Cart, inCarts, onSale.Where(block.Admits), block.Strategy == RecommendationStrategy.UpSell, block.Count);
        }
    }

    /// <summary>Keeps the products that the blocks' limits allow, with one call to the catalogue.</summary>
    private async Task LimitAsync(
        IReadOnlyList<RecommendationQuery> queries, IReadOnlyList<ProductId>[] chosen, int[] indexes, CancellationToken cancellationToken)
    {
        int[] limited = [.. indexes.Where(index => queries[index].Block.HasLimits && chosen[index].Count > 0)];
        if (limited.Length == 0)
            return;
        var known =
            await catalog.FindAsync([.. limited.SelectMany(index => chosen[index]).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var index in limited)
            chosen[index] = [.. chosen[index].Where(id => known.TryGetValue(id, out var product) && queries[index].Block.Admits(product))
                .Take(queries[index].Block.Count)];
    }
}
