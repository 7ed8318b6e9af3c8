using Retention.Workflows.Segments;

namespace Retention.Workflows.Benchmarks;

/// <summary>The purchases of a big shop over three years, the same on every run.</summary>
internal sealed class RfmData
{
    internal const string Currency = "EUR";

    internal static readonly DateOnly AsOf = new(2026, 1, 1);

    private const int Days = 3 * 365;

    internal RfmData(int customers, int rows, int seed)
    {
        var random = new Random(seed);
        Customers = customers;
        (Customer, Day, Amount) = (new int[rows], new int[rows], new long[rows]);
        for (var i = 0; i < rows; i++)
        {
            // Every customer has at least one row. The remaining rows favour a few customers who buy often and recently.
            Customer[i] = i < customers ? i : (int)(customers * Math.Pow(random.NextDouble(), 2));
            Day[i] = AsOf.DayNumber - 1 - (int)(Days * random.NextDouble());
            var basket = (long)(100_000 * Math.Exp(1.2 * Normal(random))) / 100 * 100;
            Amount[i] = random.Next(20) == 0 ? -basket : basket;
        }

        Shuffle(random);
    }

    internal int Customers { get; }

    internal int[] Customer { get; }

    internal int[] Day { get; }

    /// <summary>In ten-thousandths.</summary>
    internal long[] Amount { get; }

    internal RfmColumns Columns => new(Customers, Customer, Day, Amount, Currency);

    /// <summary>
    /// The same rows as objects of the public API. All rows of a customer share one id string, like those of a reader that interns strings.
    /// </summary>
    internal Purchase[] ToPurchases()
    {
        var ids = new CustomerId[Customers];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = new CustomerId(Id(i));
        var purchases = new Purchase[Customer.Length];
        for (var i = 0; i < purchases.Length; i++)
        {
            var at = new DateTimeOffset(DateOnly.FromDayNumber(Day[i]).ToDateTime(new TimeOnly(i % 24, 30)), TimeSpan.Zero);
            purchases[i] = new Purchase(ids[Customer[i]], at, Amount[i] / 10_000m, Currency);
        }

        return purchases;
    }

    /// <summary>The ordinal order of the ids is the order of the numbers.</summary>
    internal static string Id(int customer) => $"K{customer:D8}";

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private void Shuffle(Random random)
    {
        for (var i = Customer.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (Customer[i], Customer[j]) = (Customer[j], Customer[i]);
            (Day[i], Day[j]) = (Day[j], Day[i]);
            (Amount[i], Amount[j]) = (Amount[j], Amount[i]);
        }
    }
}
