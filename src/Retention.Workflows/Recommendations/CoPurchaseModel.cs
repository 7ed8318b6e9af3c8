using System.Runtime.InteropServices;

namespace Retention.Workflows.Recommendations;

/// <summary>Products that are bought together, and best sellers, counted from orders. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// The nearness of two products is <c>n(a,b) / (sqrt(n(a) * n(b)) + 5)</c>, where <c>n</c> counts the orders that contain the one, the
/// other, or both. This is the cosine of item-to-item recommendations (Linden, Smith and York, "Amazon.com Recommendations", 2003; Sarwar
/// et al., "Item-based collaborative filtering", 2001). The root prevents products that sell everywhere from being near to everything. The
/// 5 in the denominator prevents one random order of two rare products from being the nearest pair (shrinkage, as in Bell and Koren, 2007).
/// </para>
/// <para>
/// The sequence of the orders does not matter, as long as no product was bought together with more than twice <c>maxPartners</c> others;
/// beyond that, the rarest pairs are dropped. A product counts once in an order, whatever its quantity. Ties go to the product that sells
/// better, then to the id that sorts first ordinally.
/// </para>
/// </remarks>
public sealed class CoPurchaseModel
{
    /// <summary>The default number of co-purchased products that are kept for each product.</summary>
    public const int DefaultMaxPartners = 50;

    private readonly Dictionary<ProductId, int> _ranks;
    private readonly ProductId[] _byRank;
    private readonly CoPurchasePartner[][] _partners;

    internal CoPurchaseModel(ProductId[] byRank, CoPurchasePartner[][] partners)
    {
        _byRank = byRank;
        _partners = partners;
        _ranks = new Dictionary<ProductId, int>(byRank.Length);
        for (var rank = 0; rank < byRank.Length; rank++)
            _ranks.Add(byRank[rank], rank);
    }

    /// <summary>The model of a shop without sales.</summary>
    public static CoPurchaseModel Empty { get; } = new([], []);

    /// <summary>The number of products that were ever sold.</summary>
    public int ProductCount => _byRank.Length;

    /// <summary>Counts orders without a store.</summary>
    /// <param name="orders">
    /// The products of each order. To find what the same customers buy, pass all products of a customer as one order.
    /// </param>
    /// <param name="maxPartners">The number of co-purchased products that are kept for each product, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPartners"/> is below 1.</exception>
    public static CoPurchaseModel Build(IEnumerable<IReadOnlyList<ProductId>> orders, int maxPartners = DefaultMaxPartners)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var counts = new CoPurchaseCounts(maxPartners);
        foreach (var order in orders)
            counts.Add(order);
        return counts.ToModel();
    }

    /// <summary>Counts the purchases among the events. Other events, including refunds, are ignored.</summary>
    /// <param name="events">Events of any kind.</param>
    /// <param name="maxPartners">The number of co-purchased products that are kept for each product, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPartners"/> is below 1.</exception>
    public static CoPurchaseModel Build(IEnumerable<CustomerEvent> events, int maxPartners = DefaultMaxPartners)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Build(
            events.Where(@event => @event.Name == EventNames.Purchase)
                .Select(IReadOnlyList<ProductId> (@event) => [.. @event.Lines.Select(line => line.Product)]),
            maxPartners);
    }

    /// <summary>Recommends co-purchased products, nearest first, and fills up with best sellers.</summary>
    /// <param name="bought">The products that the customer bought; they are never recommended.</param>
    /// <param name="count">The maximum number of products, 0 or more.</param>
    public IReadOnlyList<ProductId> Recommend(IReadOnlyCollection<ProductId> bought, int count)
    {
        var together = BoughtTogether(bought, count);
        return together.Count == count ? together : [.. together, .. BestSellers(count - together.Count, [.. bought, .. together])];
    }

    /// <summary>Recommends co-purchased products, ordered by the sum of their nearness to the given products.</summary>
    /// <param name="bought">
    /// The products that the customer bought; they are never recommended. Products that were never sold are ignored.
    /// </param>
    /// <param name="count">The maximum number of products, 0 or more.</param>
    /// <returns>The products, best first; empty if nothing was bought together with the given products.</returns>
    public IReadOnlyList<ProductId> BoughtTogether(IReadOnlyCollection<ProductId> bought, int count)
    {
        ArgumentNullException.ThrowIfNull(bought);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var seeds = new HashSet<int>();
        foreach (var product in bought)
        {
            if (_ranks.TryGetValue(product, out var rank))
                seeds.Add(rank);
        }

        var scores = new Dictionary<int, double>();
        foreach (var seed in seeds.Order())
        {
            foreach (var partner in _partners[seed])
            {
                if (!seeds.Contains(partner.Rank))
                    CollectionsMarshal.GetValueRefOrAddDefault(scores, partner.Rank, out _) += partner.Nearness;
            }
        }

        return [.. scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key).Take(count)
            .Select(score => _byRank[score.Key])];
    }

    /// <summary>The products that occur in most orders, best first.</summary>
    /// <param name="count">The maximum number of products, 0 or more.</param>
    /// <param name="except">The products to exclude; none by default.</param>
    public IReadOnlyList<ProductId> BestSellers(int count, IReadOnlyCollection<ProductId>? except = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var left = except is null or { Count: 0 } ? [] : except.ToHashSet();
        return [.. _byRank.Where(product => !left.Contains(product)).Take(count)];
    }
}

/// <summary>A product that was bought together with another product.</summary>
/// <param name="Rank">Its rank among the best sellers; 0 is the best.</param>
/// <param name="Nearness">Its nearness to the other product.</param>
internal readonly record struct CoPurchasePartner(int Rank, double Nearness);
