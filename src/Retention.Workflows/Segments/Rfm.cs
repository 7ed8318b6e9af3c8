namespace Retention.Workflows.Segments;

/// <summary>Scores customers by recency, frequency and monetary value, from purchases alone: no store, no host, no clock.</summary>
/// <remarks>
/// All arithmetic is exact, the order of rows never matters, and equal values always get equal scores. A store that groups
/// by customer itself does not need this class: it gives <see cref="PurchaseTotals"/> to <see cref="RfmModel"/>.
/// </remarks>
public static class Rfm
{
    /// <summary>Scores everybody who bought something before a day.</summary>
    /// <param name="purchases">Orders and refunds in any order, read once. Arrays and lists are read fastest.</param>
    /// <param name="asOf">The day. Rows at or after its first instant in the shop's zone do not count.</param>
    /// <param name="options">Zone, map and the size of a small shop; defaults where null.</param>
    /// <exception cref="MixedCurrenciesException">The rows that count are in several currencies; all of them are named.</exception>
    /// <exception cref="ArgumentException">The options' zone is unknown on this machine, or the day lies outside of the years 2 to 9998.</exception>
    /// <exception cref="OverflowException">A customer's sum exceeds 922 trillion.</exception>
    public static RfmResult Score(IEnumerable<Purchase> purchases, DateOnly asOf, RfmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(purchases);
        options ??= new RfmOptions();
        var zone = TimeZones.Require(options.Zone, nameof(options));
        var totals = PurchaseLedger.Of(purchases, LocalTime.StartOfDay(asOf, zone).UtcTicks).Totals();
        var buyers = new RfmBuyers(asOf, options);
        foreach (ref readonly var customer in totals.AsSpan())
            buyers.Add(customer);
        var model = buyers.Fit();

        var (days, edges) = (new LocalDays(zone), model.Edges);
        var customers = new CustomerRfm[totals.Length];
        for (var i = 0; i < totals.Length; i++)
        {
            var score = edges.Score(days.DayOf(totals[i].LastTicks), totals[i].Purchases, totals[i].Units);
            customers[i] = new CustomerRfm(totals[i], score, options.Map[score]);
        }

        return new RfmResult(model, customers);
    }

    /// <summary>Scores customers from columns of numbers: the same answers as from purchases, at the speed of plain arrays.</summary>
    /// <param name="purchases">Orders and refunds in any order; read in place, twice for a small shop.</param>
    /// <param name="asOf">The day. Rows of that day and later do not count.</param>
    /// <param name="options">Map and the size of a small shop; defaults where null. The zone is only noted in the model, since the rows have dates.</param>
    /// <exception cref="ArgumentException">A row names a customer that is not there, or a negative day, or the options' zone is unknown.</exception>
    /// <exception cref="OverflowException">A customer's sum does not fit 64 bits.</exception>
    public static RfmColumnResult Score(RfmColumns purchases, DateOnly asOf, RfmOptions? options = null) =>
        RfmColumnScorer.Score(purchases, asOf, options ?? new RfmOptions());
}
