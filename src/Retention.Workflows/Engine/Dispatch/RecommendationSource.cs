namespace Retention.Workflows;

/// <summary>Finds the products that a batch of messages shows: the shop's recommender, then best sellers where the block says so.</summary>
internal sealed class RecommendationSource(IRecommender recommender, IBestSellers bestSellers, IProductCatalog catalog)
{
    internal async Task<IReadOnlyDictionary<Draft, RecommendedProducts>> ForAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Draft[] wanting = [.. drafts.Where(draft => draft.Step.Recommendations is not null && draft.Customer is not null)];
        if (wanting.Length == 0)
            return new Dictionary<Draft, RecommendedProducts>();

        var chosen = (await recommender.RecommendAsync(
            [.. wanting.Select(draft => new RecommendationRequest { Customer = draft.Message.Customer, Count = draft.Step.Recommendations!.Count, Bought = draft.Bought })],
            cancellationToken).ConfigureAwait(false)).ToArray();
        for (var index = 0; index < wanting.Length; index++)
        {
            var block = wanting[index].Step.Recommendations!;
            if (chosen[index].Count == 0 && block.WhenNone == WhenNoRecommendations.ShowBestSellers)
                chosen[index] = await bestSellers.BestSellersAsync(block.Count, wanting[index].Bought, cancellationToken).ConfigureAwait(false);
        }

        var known = await catalog.FindAsync([.. chosen.SelectMany(ids => ids).Distinct()], cancellationToken).ConfigureAwait(false);
        return wanting.Zip(chosen).ToDictionary(pair => pair.First, pair => new RecommendedProducts
        {
            Block = pair.First.Step.Recommendations!,
            Products = [.. pair.Second.Where(known.ContainsKey).Select(id => known[id])],
        });
    }
}
