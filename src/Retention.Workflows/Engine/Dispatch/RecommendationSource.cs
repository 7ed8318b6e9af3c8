namespace Retention.Workflows;

/// <summary>Finds the products that a batch of messages shows: the shop's recommender, then best sellers where the block says so.</summary>
internal sealed class RecommendationSource(IRecommender recommender, IBestSellers bestSellers, IProductCatalog catalog)
{
    internal async Task<IReadOnlyDictionary<Draft, RecommendedProducts>> ForAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        Draft[] wanting = [.. drafts.Where(draft => draft.Step.Recommendations is not null && draft.Customer is not null)];
        if (wanting.Length == 0)
            return new Dictionary<Draft, RecommendedProducts>();

        var chosen = await recommender.RecommendAsync(
            [.. wanting.Select(draft => new RecommendationRequest { Customer = draft.Message.Customer, Count = draft.Step.Recommendations!.Count, Bought = draft.Bought })],
            cancellationToken).ConfigureAwait(false);
        var best = await bestSellers.ReadAsync(cancellationToken).ConfigureAwait(false);
        var ids = wanting.Select((draft, index) => Fill(draft, chosen[index], best)).ToArray();
        var found = await catalog.FindAsync([.. ids.SelectMany(list => list).Distinct()], cancellationToken).ConfigureAwait(false);
        return wanting.Select((draft, index) => (draft, index)).ToDictionary(
            pair => pair.draft,
            pair => new RecommendedProducts
            {
                Block = WithBase(pair.draft.Step.Recommendations!),
                Products = [.. ids[pair.index].Where(found.ContainsKey).Select(id => found[id]).Take(pair.draft.Step.Recommendations!.Count)],
            });

        RecommendationBlock WithBase(RecommendationBlock block) => block;
    }

    private static IReadOnlyList<ProductId> Fill(Draft draft, IReadOnlyList<ProductId> chosen, IReadOnlyList<ProductId> best) =>
        chosen.Count == 0 && draft.Step.Recommendations!.WhenNone == WhenNoRecommendations.ShowBestSellers
            ? [.. best.Except(draft.Bought).Take(draft.Step.Recommendations.Count)]
            : chosen;
}
