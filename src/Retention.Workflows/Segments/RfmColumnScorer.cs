using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>
/// Scores columns of purchases in one pass over the rows, with four numbers for each customer and no object for a row or customer.
/// </summary>
internal static class RfmColumnScorer
{
    internal static RfmColumnResult Score(RfmColumns rows, DateOnly asOf, RfmOptions options)
    {
        _ = TimeZones.Require(options.Zone, nameof(options));
        var tallies = new Tally[rows.Customers];
        Sum(rows, asOf.DayNumber, tallies);
        var model = Fit(rows, asOf, options, tallies);

        var scores = new RfmScore[tallies.Length];
        var cells = new int[RfmScore.Cells];
        var edges = model.Edges;
        for (var i = 0; i < tallies.Length && i < scores.Length; i++)
        {
            ref readonly var tally = ref tallies[i];
            if (tally.Count == 0)
                continue;
            scores[i] = edges.Score(tally.LastDay, tally.Count, tally.Units);
            cells[scores[i].Cell]++;
        }

        return new RfmColumnResult(model, options.Map, scores, cells);
    }

    private static void Sum(RfmColumns rows, int asOf, Tally[] tallies)
    {
        var customers = rows.Customer;
        var days = rows.Day;
        var amounts = rows.Amount;
        for (var i = 0; i < customers.Length; i++)
        {
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
            tally.Units = MoneyUnits.Saturate((Int128)tally.Units + amounts[i]);
            if (amounts[i] >= 0)
            {
                tally.LastDay = Math.Max(tally.LastDay, day);
                tally.Count++;
            }
        }
    }

    private static RfmModel Fit(RfmColumns rows, DateOnly asOf, RfmOptions options, Tally[] tallies)
    {
        var days = GC.AllocateUninitializedArray<int>(tallies.Length);
        var counts = GC.AllocateUninitializedArray<int>(tallies.Length);
        var units = GC.AllocateUninitializedArray<long>(tallies.Length);
        var buyers = 0;
        foreach (ref readonly var tally in tallies.AsSpan())
        {
            days[buyers] = tally.LastDay;
            counts[buyers] = tally.Count;
            units[buyers] = tally.Units;
            buyers += tally.Count > 0 ? 1 : 0;
        }

        var fit = new RfmFit(asOf, options.Zone, rows.Currency);
        return buyers > 0 && buyers >= options.SmallShopBuyers
            ? fit.Quantile(days.AsSpan(0, buyers), counts.AsSpan(0, buyers), units.AsSpan(0, buyers))
            : fit.Expert(FirstDays(rows, asOf.DayNumber, tallies, buyers), days.AsSpan(0, buyers), counts.AsSpan(0, buyers),
                units.AsSpan(0, buyers));
    }

    private static int[] FirstDays(RfmColumns rows, int asOf, Tally[] tallies, int buyers)
    {
        var first = new int[tallies.Length];
        Array.Fill(first, int.MaxValue);
        for (var i = 0; i < rows.Customer.Length; i++)
        {
            if (rows.Day[i] < asOf && rows.Amount[i] >= 0)
                first[rows.Customer[i]] = Math.Min(first[rows.Customer[i]], rows.Day[i]);
        }

        var packed = new int[buyers];
        for (int i = 0, buyer = 0; i < tallies.Length; i++)
        {
            if (tallies[i].Count > 0)
                packed[buyer++] = first[i];
        }

        return packed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException WrongDay(RfmColumns purchases, int row) =>
        new($"Row {row} has the day {purchases.Day[row]}; a day must be the DayNumber of a DateOnly, 0 or more.", nameof(purchases));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException WrongCustomer(RfmColumns purchases, int row) =>
        new($"Row {row} has the customer {purchases.Customer[row]}, but the {purchases.Customers} customers are numbered from 0.",
            nameof(purchases));

    /// <summary>Sixteen adjacent bytes, so that a row touches one cache line instead of three.</summary>
    private struct Tally
    {
        internal long Units;
        internal int LastDay;
        internal int Count;
    }
}
