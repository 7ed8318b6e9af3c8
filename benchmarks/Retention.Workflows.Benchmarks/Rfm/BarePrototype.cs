namespace Retention.Workflows.Benchmarks;

/// <summary>The yardstick: RFM written by hand over plain arrays, without the library.</summary>
/// <remarks>It checks no date, no range, no overflow and no currency. The three sorts share the machine's processors.</remarks>
internal static class BarePrototype
{
    /// <summary>A score such as 435 for each customer; 0 without a purchase.</summary>
    internal static int[] Score(int customers, int[] customer, int[] day, long[] amount)
    {
        var (last, count, spent) = (new int[customers], new int[customers], new long[customers]);
        for (var i = 0; i < customer.Length; i++)
        {
            var who = customer[i];
            spent[who] += amount[i];
            if (amount[i] < 0)
                continue;
            count[who]++;
            if (day[i] > last[who])
                last[who] = day[i];
        }

        return Score(last, count, spent);
    }

    /// <summary>The same from objects: a dictionary of ids in front of the arrays; the answers are in order of the ids.</summary>
    internal static KeyValuePair<CustomerId, int>[] Score(Purchase[] purchases)
    {
        var index = new Dictionary<CustomerId, int>();
        var (last, count, spent) = (new List<int>(), new List<int>(), new List<decimal>());
        foreach (var purchase in purchases)
        {
            if (!index.TryGetValue(purchase.Customer, out var who))
            {
                index.Add(purchase.Customer, who = last.Count);
                last.Add(0);
                count.Add(0);
                spent.Add(0);
            }

            spent[who] += purchase.Total;
            if (purchase.Total < 0)
                continue;
            count[who]++;
            last[who] = Math.Max(last[who], DateOnly.FromDateTime(purchase.OrderedAt.DateTime).DayNumber);
        }

        var scores = Score([.. last], [.. count], [.. spent.Select(sum => (long)(sum * 10_000))]);
        return [.. index.OrderBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, scores[pair.Value]))];
    }

    /// <summary>Scores each customer from sums: last day, number of purchases, amount spent.</summary>
    internal static int[] Score(int[] last, int[] count, long[] spent)
    {
        int[] buyers = [.. Enumerable.Range(0, count.Length).Where(i => count[i] > 0)];
        var (days, counts, sums) = (Take(last, buyers), Take(count, buyers), Take(spent, buyers));
        Parallel.Invoke(() => Array.Sort(days), () => Array.Sort(counts), () => Array.Sort(sums));
        var (r, f, m) = (Edges(days), Edges(counts), Edges(sums));

        var scores = new int[count.Length];
        foreach (var i in buyers)
        {
            var recency = 1 + (last[i] > r[0] ? 1 : 0) + (last[i] > r[1] ? 1 : 0) + (last[i] > r[2] ? 1 : 0) + (last[i] > r[3] ? 1 : 0);
            var frequency = 1 + (count[i] > f[0] ? 1 : 0) + (count[i] > f[1] ? 1 : 0) + (count[i] > f[2] ? 1 : 0)
                + (count[i] > f[3] ? 1 : 0);
            var monetary = 1 + (spent[i] > m[0] ? 1 : 0) + (spent[i] > m[1] ? 1 : 0) + (spent[i] > m[2] ? 1 : 0)
                + (spent[i] > m[3] ? 1 : 0);
            scores[i] = (recency * 100) + (frequency * 10) + monetary;
        }

        return scores;
    }

    private static T[] Take<T>(T[] values, int[] places)
    {
        var taken = new T[places.Length];
        for (var i = 0; i < places.Length; i++)
            taken[i] = values[places[i]];
        return taken;
    }

    private static T[] Edges<T>(T[] sorted) =>
        [.. Enumerable.Range(1, 4).Select(k => sorted[(int)((((long)k * sorted.Length) + 4) / 5) - 1])];
}
