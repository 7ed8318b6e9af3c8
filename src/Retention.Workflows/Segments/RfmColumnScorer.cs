using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>
/// Scores columns of purchases in one pass over the rows, with four numbers for each customer and no object for a row or customer.
/// </summary>
internal static class RfmColumnScorer
{
    /// <summary>Rows between the request for a customer's tally and its use: the time that memory takes.</summary>
    private const int Ahead = 32;

    internal static RfmColumnResult Score(RfmColumns rows, DateOnly asOf, RfmOptions options)
    {
        _ = TimeZones.Require(options.Zone, nameof(options));
        var tallies = new Tally[rows.Customers];
        if (Sum(rows, asOf.DayNumber, tallies))
            SumExactly(rows, asOf.DayNumber, tallies);
        var scorer = new TallyScorer(tallies, options);
        var model = scorer.Fit(
            new RfmFit(asOf, options.Zone, rows.Currency), scorer.IsSmall ? FirstDays(rows, asOf.DayNumber, tallies) : []);
        var (scores, cells) = scorer.Score(model.Edges);
        return new RfmColumnResult(model, options.Map, scores, cells);
    }

    /// <summary>Adds up the rows. Returns true if a sum left 64 bits, so that the amounts are wrong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Sum(RfmColumns rows, int asOf, Tally[] tallies)
    {
        var customers = rows.Customer;
        var days = rows.Day[..customers.Length];
        var amounts = rows.Amount[..customers.Length];
        var overflow = 0L;
        for (var i = 0; i < customers.Length; i++)
        {
            if (i + Ahead < customers.Length && (uint)customers[i + Ahead] < (uint)tallies.Length)
                CacheLine.Load(in tallies[customers[i + Ahead]]);
            var (day, customer) = (days[i], customers[i]);
            if ((uint)day >= (uint)asOf)
            {
                if (day < 0)
                    throw WrongDay(rows, i);
                continue;
            }

            if ((uint)customer >= (uint)tallies.Length)
                throw WrongCustomer(rows, i);
            ref var tally = ref tallies[customer];
            var (amount, before) = (amounts[i], tally.Units);
            tally.Units = before + amount;
            overflow |= (before ^ tally.Units) & (amount ^ tally.Units);

            // All bits are set for a refund, which is neither a purchase nor a day. There is no branch to guess wrong.
            var refund = (int)(amount >> 63);
            tally.LastDay = Math.Max(tally.LastDay, day & ~refund);
            tally.Count += 1 + refund;
        }

        return overflow < 0;
    }

    /// <summary>Adds up the amounts in 128 bits, so that the order of rows does not matter for sums beyond 64 bits either.</summary>
    private static void SumExactly(RfmColumns rows, int asOf, Tally[] tallies)
    {
        var sums = new Int128[tallies.Length];
        for (var i = 0; i < rows.Customer.Length; i++)
        {
            if (rows.Day[i] < asOf)
                sums[rows.Customer[i]] += rows.Amount[i];
        }

        for (var i = 0; i < sums.Length; i++)
            tallies[i].Units = MoneyUnits.Saturate(sums[i]);
    }

    private static int[] FirstDays(RfmColumns rows, int asOf, Tally[] tallies)
    {
        var first = new int[tallies.Length];
        Array.Fill(first, int.MaxValue);
        for (var i = 0; i < rows.Customer.Length; i++)
        {
            if (rows.Day[i] < asOf && rows.Amount[i] >= 0)
                first[rows.Customer[i]] = Math.Min(first[rows.Customer[i]], rows.Day[i]);
        }

        return [.. first.Where((_, customer) => tallies[customer].Count > 0)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException WrongDay(RfmColumns purchases, int row) =>
        new($"Row {row} has the day {purchases.Day[row]}; a day must be the DayNumber of a DateOnly, 0 or more.", nameof(purchases));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException WrongCustomer(RfmColumns purchases, int row) =>
        new($"Row {row} has the customer {purchases.Customer[row]}, but the {purchases.Customers} customers are numbered from 0.",
            nameof(purchases));
}
