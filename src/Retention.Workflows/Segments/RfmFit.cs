namespace Retention.Workflows.Segments;

/// <summary>Computes models from columns of buyers.</summary>
/// <param name="asOf">The day of the model.</param>
/// <param name="zone">The shop's time zone, already validated.</param>
/// <param name="currency">Null if there are no buyers.</param>
internal sealed class RfmFit(DateOnly asOf, string zone, string? currency)
{
    private const int FallbackGapDays = 30;

    private static readonly int[] Purchases = [1, 2, 3, 5];
    private static readonly int[] GapsAgo = [8, 4, 2, 1];

    internal RfmModel Quantile(ReadOnlySpan<int> days, ReadOnlySpan<int> counts, ReadOnlySpan<long> units) =>
        Quantile(days.Length, Quantiles.Edges(days), Quantiles.Edges(counts), Quantiles.Edges(units));

    /// <summary>A model of edges that are already known.</summary>
    internal RfmModel Quantile(int buyers, int[] days, int[] counts, long[] units) =>
        Model(RfmModelKind.Quantile, buyers, days, counts, units);

    internal RfmModel Expert(ReadOnlySpan<int> firstDays, ReadOnlySpan<int> lastDays, ReadOnlySpan<int> counts, ReadOnlySpan<long> units)
    {
        List<int> gaps = [];
        List<long> baskets = [];
        for (var i = 0; i < counts.Length; i++)
        {
            var span = lastDays[i] - firstDays[i];
            if (span > 0 && counts[i] > 1)
                gaps.Add((span + counts[i] - 2) / (counts[i] - 1));
            if (units[i] > 0)
                baskets.Add(units[i] / counts[i]);
        }

        var gap = gaps.Count > 0 ? Quantiles.Median<int>(gaps.ToArray()) : FallbackGapDays;
        var basket = baskets.Count > 0 ? Quantiles.Median<long>(baskets.ToArray()) : 0;

        // Edges are compared strictly: a purchase exactly n gaps ago must be after its edge, which is therefore a day earlier.
        int[] recency = [.. GapsAgo.Select(gaps => (int)Math.Max(0, asOf.DayNumber - ((long)gaps * gap) - 1))];
        long[] monetary = [.. Purchases.Select(times => (long)Int128.Min((Int128)basket * times, long.MaxValue))];
        return Model(RfmModelKind.Expert, counts.Length, recency, Purchases, monetary);
    }

    private RfmModel Model(RfmModelKind kind, int buyers, int[] days, int[] counts, long[] units) => new()
    {
        AsOf = asOf,
        Zone = zone,
        Kind = kind,
        Buyers = buyers,
        Currency = buyers > 0 ? currency : null,
        RecencyEdges = [.. days.Select(DateOnly.FromDayNumber)],
        FrequencyEdges = counts,
        MonetaryEdges = [.. units.Select(MoneyUnits.ToDecimal)],
    };
}
