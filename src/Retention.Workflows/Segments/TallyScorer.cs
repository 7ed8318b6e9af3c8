namespace Retention.Workflows.Segments;

/// <summary>Computes the model and the scores from the tallies of all customers, on several threads if there are many.</summary>
internal sealed class TallyScorer
{
    private readonly Tally[] _tallies;
    private readonly int _shares;
    private readonly int _buyers;

    internal TallyScorer(Tally[] tallies, RfmOptions options)
    {
        (_tallies, _shares) = (tallies, Shares.For(options.Threads, tallies.Length));
        foreach (ref readonly var tally in tallies.AsSpan())
            _buyers += tally.Count > 0 ? 1 : 0;
        IsSmall = _buyers == 0 || _buyers < options.SmallShopBuyers;
    }

    /// <summary>True if there are too few buyers for quantiles.</summary>
    internal bool IsSmall { get; }

    /// <summary>Computes the model from the tallies with a purchase.</summary>
    /// <param name="fit">The model's day, zone and currency.</param>
    /// <param name="firstDays">The first day of each customer with a purchase; read only for a small shop.</param>
    internal RfmModel Fit(RfmFit fit, ReadOnlySpan<int> firstDays)
    {
        if (IsSmall)
        {
            Tally[] buyers = [.. _tallies.Where(tally => tally.Count > 0)];
            return fit.Expert(firstDays, Array.ConvertAll(buyers, buyer => buyer.LastDay), Array.ConvertAll(buyers, buyer => buyer.Count),
                Array.ConvertAll(buyers, buyer => buyer.Units));
        }

        var (days, counts, units) = (Array.Empty<int>(), Array.Empty<int>(), Array.Empty<long>());
        Action[] edges =
        [
            () => units = Quantiles.Edges<Tally, Tally.Monetary, long>(_tallies, _buyers),
            () => days = Quantiles.Edges<Tally, Tally.Recency, int>(_tallies, _buyers),
            () => counts = Quantiles.Edges<Tally, Tally.Frequency, int>(_tallies, _buyers),
        ];
        Shares.Run(edges.Length, Math.Min(_shares, 2), edge => edges[edge]());
        return fit.Quantile(_buyers, days, counts, units);
    }

    /// <summary>The score of each tally, without a value for one without a purchase, and the number of tallies with each score.</summary>
    internal (RfmScore[] Scores, int[] Cells) Score(RfmEdges edges)
    {
        var scores = new RfmScore[_tallies.Length];
        var cells = new int[_shares][];
        Shares.Run(_shares, _shares, share =>
        {
            var (from, until) = Shares.Part(share, _shares, _tallies.Length);
            cells[share] = Score(edges, _tallies.AsSpan(from, until - from), scores.AsSpan(from, until - from));
        });
        foreach (var more in cells[1..])
        {
            for (var cell = 0; cell < more.Length; cell++)
                cells[0][cell] += more[cell];
        }

        return (scores, cells[0]);
    }

    private static int[] Score(in RfmEdges edges, ReadOnlySpan<Tally> tallies, Span<RfmScore> scores)
    {
        var cells = new int[RfmScore.Cells];
        for (var i = 0; i < tallies.Length && i < scores.Length; i++)
        {
            ref readonly var tally = ref tallies[i];
            if (tally.Count == 0)
                continue;
            scores[i] = edges.Score(tally.LastDay, tally.Count, tally.Units);
            cells[scores[i].Cell]++;
        }

        return cells;
    }
}
