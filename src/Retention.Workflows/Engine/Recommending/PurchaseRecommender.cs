using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Recommendations;

/// <summary>The default recommender. It learns from the lines of the purchases in the event log. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Recommends products bought together with the customer's purchases, then best sellers, and never what the customer just bought; see
/// <see cref="CoPurchaseModel"/>. If nothing fits the customer's purchases the result is empty, and the message's
/// <see cref="RecommendationBlock.WhenNone"/> decides; <see cref="BestSellersAsync"/> serves that case.
/// </para>
/// <para>
/// Purchases are read when a recommendation is requested: all of them at first, then only new ones, once per interval. One caller reads
/// while the others use the previous model. The model is kept in memory and built again after a restart. With a catalogue, products that it
/// does not know are not recommended.
/// </para>
/// </remarks>
public sealed class PurchaseRecommender : IRecommender, IBestSellers, IDisposable
{
    private readonly CoPurchaseLearner _learner;
    private readonly TimeProvider _time;
    private readonly IProductCatalog? _catalog;

    /// <summary>Creates a recommender that has learned nothing yet.</summary>
    /// <param name="store">The store whose event log is read. It must be initialized before the first request.</param>
    /// <param name="time">The clock that measures the interval.</param>
    /// <param name="options">How to learn; <see langword="null"/> for the defaults. Read once.</param>
    /// <param name="catalog">The products on sale; <see langword="null"/> to recommend everything that was sold.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PurchaseRecommender(
        IRetentionStore store, TimeProvider time, PurchaseRecommenderOptions? options = null, IProductCatalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        options ??= new PurchaseRecommenderOptions();
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        _learner = new CoPurchaseLearner(store, options.RefreshEvery, options.MaxPartners);
        _time = time;
        _catalog = catalog;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
        IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var model = await _learner.ModelAsync(_time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var together = new IReadOnlyList<ProductId>[requests.Count];
        var fillers = new IReadOnlyList<ProductId>[requests.Count];
        for (var index = 0; index < together.Length; index++)
        {
            var (bought, count) = (requests[index].Bought, WithReserve(requests[index].Count));
            together[index] = model.BoughtTogether(bought, count);
            fillers[index] = together[index].Count == 0 ? [] : model.BestSellers(count, [.. bought, .. together[index]]);
        }

        var isOnSale = await OnSaleAsync([.. together, .. fillers], cancellationToken).ConfigureAwait(false);
        return [.. requests.Select(
            (request, index) => Fill(together[index].Where(isOnSale), fillers[index].Where(isOnSale), request.Count))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProductId>> BestSellersAsync(
        int count, IReadOnlyCollection<ProductId> except, CancellationToken cancellationToken = default)
    {
        var model = await _learner.ModelAsync(_time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var sold = model.BestSellers(WithReserve(count), except);
        return [.. sold.Where(await OnSaleAsync([sold], cancellationToken).ConfigureAwait(false)).Take(count)];
    }

    /// <summary>Disposes the internal lock. The recommender must not be used afterwards.</summary>
    public void Dispose() => _learner.Dispose();

    /// <summary>Requests more products than needed, since some may no longer be on sale.</summary>
    private int WithReserve(int count) => _catalog is null ? count : (4 * count) + 20;

    private async Task<Func<ProductId, bool>> OnSaleAsync(
        IReadOnlyList<IReadOnlyList<ProductId>> chosen, CancellationToken cancellationToken)
    {
        if (_catalog is null)
            return _ => true;
        HashSet<ProductId> ids = [.. chosen.SelectMany(products => products)];
        return (await _catalog.FindAsync(ids, cancellationToken).ConfigureAwait(false)).ContainsKey;
    }

    private static IReadOnlyList<ProductId> Fill(IEnumerable<ProductId> together, IEnumerable<ProductId> filler, int count)
    {
        ProductId[] first = [.. together.Take(count)];
        return first.Length == 0 ? [] : [.. first, .. filler.Take(count - first.Length)];
    }
}
