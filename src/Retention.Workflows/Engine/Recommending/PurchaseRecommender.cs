using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Recommendations;

/// <summary>The default recommender: learns from the lines of the purchases in the event log. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Recommends what was bought together with what the customer bought, then best sellers, never what the customer just bought; see
/// <see cref="CoPurchaseModel"/> for how. Where nothing goes with the customer's purchases the answer is empty, so that the message's
/// <see cref="RecommendationBlock.WhenNone"/> decides; <see cref="BestSellersAsync"/> answers for that case.
/// </para>
/// <para>
/// Purchases are read when somebody asks: all at first, then once an interval only what came since, one caller at a time, while the others
/// are answered from what was known. What was learned is kept in memory and learned anew after a restart. With a catalogue, what it
/// does not know is not recommended.
/// </para>
/// </remarks>
public sealed class PurchaseRecommender : IRecommender, IBestSellers, IDisposable
{
    private readonly CoPurchaseLearner _learner;
    private readonly TimeProvider _time;
    private readonly IProductCatalog? _catalog;

    /// <summary>Makes a recommender that has learned nothing yet.</summary>
    /// <param name="store">Whose event log to read; initialized before the first question.</param>
    /// <param name="time">Tells when the interval is over.</param>
    /// <param name="options">How to learn; <see langword="null"/> for the defaults. Read once.</param>
    /// <param name="catalog">What is on sale; <see langword="null"/> to recommend whatever was sold.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PurchaseRecommender(IRetentionStore store, TimeProvider time, PurchaseRecommenderOptions? options = null, IProductCatalog? catalog = null)
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
    public async Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var model = await _learner.ModelAsync(_time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var together = new IReadOnlyList<ProductId>[requests.Count];
        var fillers = new IReadOnlyList<ProductId>[requests.Count];
        for (var index = 0; index < together.Length; index++)
        {
            var (bought, count) = (requests[index].Bought, Spare(requests[index].Count));
            together[index] = model.BoughtTogether(bought, count);
            fillers[index] = together[index].Count == 0 ? [] : model.BestSellers(count, [.. bought, .. together[index]]);
        }

        var isOnSale = await OnSaleAsync([.. together, .. fillers], cancellationToken).ConfigureAwait(false);
        return [.. requests.Select((request, index) => Filled(together[index].Where(isOnSale), fillers[index].Where(isOnSale), request.Count))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProductId>> BestSellersAsync(int count, IReadOnlyCollection<ProductId> except, CancellationToken cancellationToken = default)
    {
        var model = await _learner.ModelAsync(_time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var sold = model.BestSellers(Spare(count), except);
        return [.. sold.Where(await OnSaleAsync([sold], cancellationToken).ConfigureAwait(false)).Take(count)];
    }

    /// <summary>Lets go of the lock; nothing may be asked afterwards.</summary>
    public void Dispose() => _learner.Dispose();

    /// <summary>So many more are chosen as may not be on sale any more.</summary>
    private int Spare(int count) => _catalog is null ? count : (4 * count) + 20;

    private async Task<Func<ProductId, bool>> OnSaleAsync(IReadOnlyList<IReadOnlyList<ProductId>> chosen, CancellationToken cancellationToken)
    {
        if (_catalog is null)
            return _ => true;
        HashSet<ProductId> asked = [.. chosen.SelectMany(products => products)];
        return (await _catalog.FindAsync(asked, cancellationToken).ConfigureAwait(false)).ContainsKey;
    }

    private static IReadOnlyList<ProductId> Filled(IEnumerable<ProductId> together, IEnumerable<ProductId> filler, int count)
    {
        ProductId[] first = [.. together.Take(count)];
        return first.Length == 0 ? [] : [.. first, .. filler.Take(count - first.Length)];
    }
}
