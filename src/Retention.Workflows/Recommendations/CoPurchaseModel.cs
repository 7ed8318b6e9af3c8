using System.Runtime.InteropServices;

namespace Retention.Workflows.Recommendations;

/// <summary>What is bought together, and what sells best, as counted from orders. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// Two products are as near as <c>n(a,b) / (sqrt(n(a) * n(b)) + 5)</c>, where <c>n</c> counts the orders that hold the one, the other, or
/// both: the cosine of item-to-item recommendations (Linden, Smith and York, "Amazon.com Recommendations", 2003; Sarwar et al., "Item-based
/// collaborative filtering", 2001). The root keeps what sells everywhere from being near to everything. The 5 in the denominator keeps one chance
/// order of two rare products from being the nearest of all (shrinkage, as in Bell and Koren, 2007).
/// </para>
/// <para>
/// Only the set of orders matters, not their sequence, as long as no product has more than twice <c>maxPartners</c> others it was bought with;
/// beyond, the rarest ones are forgotten. A product stands once in an order, whatever its quantity. Ties go to what sells better, then to
/// the id that stands first ordinally.
/// </para>
/// </remarks>
public sealed class CoPurchaseModel
{
    /// <summary>The default of how many products are remembered for each product as bought together with it.</summary>
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

    /// <summary>The model of a shop that has sold nothing yet.</summary>
    public static CoPurchaseModel Empty { get; } = new([], []);

    /// <summary>How many products were ever sold.</summary>
    public int ProductCount => _byRank.Length;

    /// <summary>Counts orders, without any store.</summary>
    /// <param name="orders">The products of each order. Give each customer's products as one order to ask what the same customers buy.</param>
    /// <param name="maxPartners">How many products are remembered for each product, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPartners"/> is below 1.</exception>
    public static CoPurchaseModel Build(IEnumerable<IReadOnlyList<ProductId>> orders, int maxPartners = DefaultMaxPartners)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var counts = new CoPurchaseCounts(maxPartners);
        foreach (var order in orders)
            counts.Add(order);
        return counts.ToModel();
    }

    /// <summary>Counts the purchases among events; others are passed over, and so is what was refunded.</summary>
    /// <param name="events">Events of any kind.</param>
    /// <param name="maxPartners">How many products are remembered for each product, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPartners"/> is below 1.</exception>
    public static CoPurchaseModel Build(IEnumerable<CustomerEvent> events, int maxPartners = DefaultMaxPartners)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Build(
            events.Where(@event => @event.Name == EventNames.Purchase).Select(IReadOnlyList<ProductId> (@event) => [.. @event.Lines.Select(line => line.Product)]),
            maxPartners);
    }

    /// <summary>Chooses what goes with what was bought, nearest first, and fills up with what sells best.</summary>
    /// <param name="bought">What the customer bought; never chosen.</param>
    /// <param name="count">How many at most, 0 or more.</param>
    public IReadOnlyList<ProductId> Recommend(IReadOnlyCollection<ProductId> bought, int count)
    {
        var together = BoughtTogether(bought, count);
        return together.Count == count ? together : [.. together, .. BestSellers(count - together.Count, [.. bought, .. together])];
    }

    /// <summary>Chooses what goes with what was bought: by its nearness to each of those products, added up.</summary>
    /// <param name="bought">What the customer bought; never chosen. What was never sold is passed over.</param>
    /// <param name="count">How many at most, 0 or more.</param>
    /// <returns>The products, best first; empty where nothing was ever bought together with any of those.</returns>
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

        return [.. scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key).Take(count).Select(score => _byRank[score.Key])];
    }

    /// <summary>What most orders hold, best first.</summary>
    /// <param name="count">How many at most, 0 or more.</param>
    /// <param name="except">What is left out; default nothing.</param>
    public IReadOnlyList<ProductId> BestSellers(int count, IReadOnlyCollection<ProductId>? except = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var left = except is null or { Count: 0 } ? [] : except.ToHashSet();
        return [.. _byRank.Where(product => !left.Contains(product)).Take(count)];
    }
}

/// <summary>A product that was bought together with another one.</summary>
/// <param name="Rank">Its place among the best sellers.</param>
/// <param name="Nearness">How near it is.</param>
internal readonly record struct CoPurchasePartner(int Rank, double Nearness);
