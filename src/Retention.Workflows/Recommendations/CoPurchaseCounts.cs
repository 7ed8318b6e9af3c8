using System.Runtime.InteropServices;

namespace Retention.Workflows.Recommendations;

/// <summary>Counts orders one by one, in bounded memory for each product. A model is a snapshot of the counts. Not thread-safe.</summary>
internal sealed class CoPurchaseCounts
{
    /// <summary>
    /// The maximum number of products of one order that are paired. Larger orders say little about a customer, and pairs grow with the
    /// square.
    /// </summary>
    internal const int MaxPairedProducts = 50;

    private const double Shrinkage = 5;

    private readonly int _maxPartners;
    private readonly Dictionary<ProductId, int> _numbers = [];
    private readonly List<ProductId> _products = [];
    private readonly List<int> _orders = [];
    private readonly List<Dictionary<int, int>> _together = [];

    internal CoPurchaseCounts(int maxPartners)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPartners, 1);
        _maxPartners = maxPartners;
    }

    internal void Add(CustomerEvent purchase) => Add([.. purchase.Lines.Select(line => line.Product)]);

    internal void Add(IReadOnlyList<ProductId> order)
    {
        int[] numbers = [.. order.Distinct().Select(NumberOf)];
        foreach (var number in numbers)
            _orders[number]++;
        var paired = numbers.Length > MaxPairedProducts ? Ordinal(numbers)[..MaxPairedProducts] : numbers;
        foreach (var one in paired)
        {
            var partners = _together[one];
            foreach (var other in paired)
            {
                if (other != one)
                    CollectionsMarshal.GetValueRefOrAddDefault(partners, other, out _)++;
            }

            if (partners.Count > 2 * _maxPartners)
                RemoveRarest(partners);
        }
    }

    internal CoPurchaseModel ToModel()
    {
        int[] byRank = [.. Enumerable.Range(0, _products.Count)
            .OrderByDescending(number => _orders[number])
            .ThenBy(number => _products[number].Value, StringComparer.Ordinal)];
        var ranks = new int[byRank.Length];
        for (var rank = 0; rank < byRank.Length; rank++)
            ranks[byRank[rank]] = rank;
        return new CoPurchaseModel(
            [.. byRank.Select(number => _products[number])],
            [.. byRank.Select(number => NearestOf(number, ranks))]);
    }

    private CoPurchasePartner[] NearestOf(int number, int[] ranks) =>
        [.. _together[number]
            .Select(entry => new CoPurchasePartner(
                ranks[entry.Key], entry.Value / (Math.Sqrt((double)_orders[number] * _orders[entry.Key]) + Shrinkage)))
            .OrderByDescending(partner => partner.Nearness)
            .ThenBy(partner => partner.Rank)
            .Take(_maxPartners)];

    private int NumberOf(ProductId product)
    {
        if (_numbers.TryGetValue(product, out var known))
            return known;
        _products.Add(product);
        _orders.Add(0);
        _together.Add([]);
        return _numbers[product] = _products.Count - 1;
    }

    private void RemoveRarest(Dictionary<int, int> partners)
    {
        var rarest = partners.OrderBy(entry => entry.Value).ThenByDescending(entry => _products[entry.Key].Value, StringComparer.Ordinal);
        foreach (var (partner, _) in rarest.Take(partners.Count - _maxPartners).ToList())
            partners.Remove(partner);
    }

    private int[] Ordinal(int[] numbers) => [.. numbers.OrderBy(number => _products[number].Value, StringComparer.Ordinal)];
}
