using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

/// <summary>The number of threads never changes a result.</summary>
public class RfmThreadsTests
{
    private static readonly int[] Threads = [1, 2, 3, 8];

    [Fact]
    public void A_random_shop_has_the_same_result_on_any_number_of_threads() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var expected = Rfm.Score(shop, AsOf, With(1, small));
            return Threads.All(threads => AreEqual(expected, Rfm.Score(shop, AsOf, With(threads, small)))
                && AreEqual(expected, Rfm.Score(shop.Reverse(), AsOf, With(threads, small))));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40_000)]
    [InlineData(90_000)]
    public void A_big_shop_has_the_same_result_on_any_number_of_threads(int customers)
    {
        var shop = Shop(customers, rows: 200_000);
        var shuffled = shop.ToArray();
        new Random(5).Shuffle(shuffled);

        var expected = Rfm.Score(shop, AsOf, With(1));
        foreach (var threads in Threads)
        {
            AreEqual(expected, Rfm.Score(shop, AsOf, With(threads))).Should().BeTrue();
            AreEqual(expected, Rfm.Score(shuffled, AsOf, With(threads))).Should().BeTrue();
            AreEqual(expected, Rfm.Score(shop.Where(_ => true), AsOf, With(threads))).Should().BeTrue();
            AreEqual(expected, Rfm.Score(shop.ToList(), AsOf, With(threads))).Should().BeTrue();
        }
    }

    [Fact]
    public void A_big_shop_has_the_totals_of_a_plain_grouping()
    {
        var shop = Shop(customers: 50_000, rows: 150_000);

        var expected = shop.GroupBy(row => row.Customer).Where(rows => rows.Any(row => row.Total >= 0))
            .OrderBy(rows => rows.Key.Value, StringComparer.Ordinal)
            .Select(rows => (rows.Key, rows.Count(row => row.Total >= 0), rows.Sum(row => row.Total)));

        Rfm.Score(shop, AsOf).Customers.Select(customer => (customer.CustomerId, customer.Totals.Purchases, customer.Totals.Spent))
            .Should().Equal(expected);
    }

    [Fact]
    public void Columns_have_the_same_result_on_any_number_of_threads()
    {
        var random = new Random(11);
        const int rows = 200_000;
        var (customer, day, amount) = (new int[rows], new int[rows], new long[rows]);
        for (var i = 0; i < rows; i++)
            (customer[i], day[i], amount[i]) = (random.Next(70_000), AsOf.DayNumber - random.Next(900), random.Next(-500, 5_000));

        var results = Array.ConvertAll(Threads, threads =>
            Rfm.Score(new RfmColumns(70_000, customer, day, amount, "EUR"), AsOf, With(threads)));

        foreach (var result in results[1..])
        {
            result.Model.Should().Be(results[0].Model);
            result.Scores.SequenceEqual(results[0].Scores).Should().BeTrue();
            Enum.GetValues<RfmSegment>().Select(result.Count).Should().Equal(Enum.GetValues<RfmSegment>().Select(results[0].Count));
        }
    }

    [Fact]
    public void Nobody_and_one_customer_are_scored_on_any_number_of_threads()
    {
        foreach (var threads in Threads)
        {
            Rfm.Score([], AsOf, With(threads)).Customers.Should().BeEmpty();
            Rfm.Score(Enumerable.Empty<Purchase>().Select(row => row), AsOf, With(threads)).Customers.Should().BeEmpty();
            Rfm.Score([Bought("ana", "2026-01-05T10:00Z", 20m)], AsOf, With(threads)).Of("ana").Score.Should().Be(new RfmScore(1, 1, 1));
        }
    }

    [Fact]
    public void A_currency_that_is_not_the_first_rows_is_found_on_any_number_of_threads()
    {
        Purchase[] shop = [Bought("ana", "2026-01-05T10:00Z", 20m, "CZK"), .. Shop(customers: 300, rows: 60_000)];

        var results = Array.ConvertAll(Threads, threads => Rfm.Score(shop, AsOf, With(threads)));

        foreach (var result in results)
        {
            result.Model.Currency.Should().Be("EUR");
            result.LeftOut.Should().Equal(results[0].LeftOut).And.ContainSingle().Which.Currency.Should().Be("CZK");
            AreEqual(results[0], result).Should().BeTrue();
        }
    }

    [Fact]
    public void Sums_beyond_64_bits_do_not_depend_on_the_order_of_rows()
    {
        long[] amounts = [long.MaxValue, long.MaxValue, -long.MaxValue, 7, -long.MaxValue, 40];
        var random = new Random(3);
        for (var turn = 0; turn < 50; turn++)
        {
            random.Shuffle(amounts);
            var result = Rfm.Score(
                new RfmColumns(2, [0, 0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1, 1], [.. amounts, 46], "EUR"), AsOf, With(1));

            result.Model.MonetaryEdges.Should().Equal(0.0046m, 0.0046m, 0.0047m, 0.0047m);
        }
    }

    [Fact]
    public void An_id_without_a_value_is_refused_whatever_the_threads()
    {
        Purchase[] shop = [.. Shop(customers: 100, rows: 50_000), default];

        foreach (var threads in Threads)
            FluentActions.Invoking(() => Rfm.Score(shop, AsOf, With(threads))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Less_than_one_thread_is_refused() =>
        FluentActions.Invoking(() => new RfmOptions { Threads = 0 }).Should().Throw<ArgumentOutOfRangeException>();

    private static bool AreEqual(RfmResult one, RfmResult other) =>
        one.Model.Equals(other.Model) && one.Customers.SequenceEqual(other.Customers) && one.LeftOut.SequenceEqual(other.LeftOut)
        && Enum.GetValues<RfmSegment>().All(segment => one.Count(segment) == other.Count(segment));

    private static RfmOptions With(int threads, bool small = false) =>
        new() { Threads = threads, SmallShopBuyers = small ? int.MaxValue : 0 };

    /// <summary>Few amounts and dates, so that ties are frequent.</summary>
    private static Purchase[] Shop(int customers, int rows)
    {
        var random = new Random(customers);
        return [.. Enumerable.Range(0, rows).Select(_ => new Purchase(
            new CustomerId($"{(random.Next(2) == 0 ? "shop" : "š")}-{random.Next(customers)}"),
            At("2026-03-01T00:00Z").AddHours(-random.Next(1, 24 * 400)), random.Next(-40, 400) / 4m, "EUR"))];
    }
}
