namespace Retention.Workflows.Segments;

/// <summary>Scores customers by recency, frequency and monetary value, from purchases alone, without a store, a host or a clock.</summary>
/// <remarks>
/// All arithmetic is exact, the order of rows does not matter, and equal values get equal scores. A sum beyond 64 bits counts as the largest
/// or smallest amount. Many customers are scored on <see cref="RfmOptions.Threads"/> threads, with the same result as on one. A store that groups by customer itself
/// does not need this class: it passes <see cref="PurchaseTotals"/> to <see cref="RfmModel"/>.
/// </remarks>
public static class Rfm
{
    /// <summary>Scores all customers with a purchase before a day.</summary>
    /// <param name="purchases">Orders and refunds in any order; enumerated once. Arrays are fastest.</param>
    /// <param name="asOf">The day. Rows at or after its first instant in the shop's time zone do not count.</param>
    /// <param name="options">The time zone, the currency, the segment map and the size of a small shop; defaults if null.</param>
    /// <remarks>Rows in another currency than the model's are left out of all scores, and listed in
    /// <see cref="RfmResult.LeftOut"/>.</remarks>
    /// <exception cref="ArgumentException">
    /// The time zone of the options is unknown on this machine, or the day is outside the years 2 to 9998.
    /// </exception>
    public static RfmResult Score(IEnumerable<Purchase> purchases, DateOnly asOf, RfmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(purchases);
        options ??= new RfmOptions();
        var zone = TimeZones.Require(options.Zone, nameof(options));
        var (accounts, others) = PurchaseLedger.Read(
            purchases, LocalTime.StartOfDay(asOf, zone).UtcTicks, options.Currency, options.Threads);
        var scorer = new TallyScorer(accounts.Tallies(zone), options);
        var leftOut = new CurrencyTally(accounts.Currency);
        foreach (var totals in others)
            leftOut.Add(totals);
        var model = scorer.Fit(
            new RfmFit(asOf, options.Zone, accounts.Currency), scorer.IsSmall ? accounts.FirstDays(zone) : []) with
        {
            LeftOut = leftOut.LeftOut,
        };
        var (scores, cells) = scorer.Score(model.Edges);
        return new RfmResult(model, options.Map, accounts.Customers(scores, options.Map), cells, [.. others.Take(RfmResult.MostLeftOut)]);
    }

    /// <summary>Scores customers from columns of numbers: the same results as from purchases, at the speed of plain arrays.</summary>
    /// <param name="purchases">Orders and refunds in any order; read in place, twice for a small shop.</param>
    /// <param name="asOf">The day. Rows of that day and later do not count.</param>
    /// <param name="options">
    /// The segment map and the size of a small shop; defaults if null. The time zone is only stored in the model, because the rows have
    /// dates.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A row has an unknown customer number or a negative day, or the time zone of the options is unknown.
    /// </exception>
    public static RfmColumnResult Score(RfmColumns purchases, DateOnly asOf, RfmOptions? options = null) =>
        RfmColumnScorer.Score(purchases, asOf, options ?? new RfmOptions());
}
