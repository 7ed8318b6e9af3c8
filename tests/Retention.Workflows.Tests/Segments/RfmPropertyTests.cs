using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class RfmPropertyTests
{
    [Fact]
    public void The_order_of_rows_never_matters() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var shuffled = shop.ToArray();
            new Random(shop.Length).Shuffle(shuffled);
            var (one, other) = (Rfm.Score(shop, AsOf, Options(small)), Rfm.Score(shuffled, AsOf, Options(small)));
            return one.Model.Equals(other.Model) && one.Customers.SequenceEqual(other.Customers);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_values_share_a_score_and_higher_values_score_no_lower() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var customers = Rfm.Score(shop, AsOf, Options(small)).Customers;
            return Monotone(customers, one => DateOnly.FromDateTime(one.Totals.LastPurchaseAt.Date).DayNumber, one => one.Score.Recency)
                && Monotone(customers, one => one.Totals.Purchases, one => one.Score.Frequency)
                && Monotone(customers, one => one.Totals.Spent, one => one.Score.Monetary);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quantile_score_is_one_plus_five_times_the_share_strictly_below() =>
        Prop.ForAll(Shops(), shop =>
        {
            var customers = Rfm.Score(shop, AsOf, QuantilesAlways).Customers;
            return customers.All(one =>
                one.Score.Recency == ByShare(customers, other => other.Totals.LastPurchaseAt.Date < one.Totals.LastPurchaseAt.Date)
                && one.Score.Frequency == ByShare(customers, other => other.Totals.Purchases < one.Totals.Purchases)
                && one.Score.Monetary == ByShare(customers, other => other.Totals.Spent < one.Totals.Spent));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Totals_equal_those_of_a_plain_grouping() =>
        Prop.ForAll(Shops(), shop =>
        {
            var expected = shop.GroupBy(row => row.Customer).Where(rows => rows.Any(row => row.Total >= 0)).OrderBy(rows => rows.Key)
                .Select(rows => new PurchaseTotals(
                    rows.Key,
                    rows.Where(row => row.Total >= 0).Min(row => row.OrderedAt),
                    rows.Where(row => row.Total >= 0).Max(row => row.OrderedAt),
                    rows.Count(row => row.Total >= 0),
                    rows.Sum(row => row.Total),
                    "EUR"));
            return Rfm.Score(shop, AsOf).Customers.Select(customer => customer.Totals).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Columns_and_purchases_give_the_same_scores() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var ids = shop.Select(row => row.Customer).Distinct().ToList();
            var columns = Rfm.Score(
                new RfmColumns(
                    ids.Count,
                    shop.Select(row => ids.IndexOf(row.Customer)).ToArray(),
                    shop.Select(row => DateOnly.FromDateTime(row.OrderedAt.Date).DayNumber).ToArray(),
                    shop.Select(row => (long)(row.Total * 10_000)).ToArray(),
                    "EUR"),
                AsOf,
                Options(small));
            var objects = Rfm.Score(shop, AsOf, Options(small));
            return columns.Model.Equals(objects.Model)
                && objects.Customers.All(customer => columns.Scores[ids.IndexOf(customer.CustomerId)] == customer.Score)
                && columns.Count(RfmSegment.Prospect) == ids.Count - objects.Customers.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Spending_more_or_buying_again_never_lowers_a_customers_score() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var before = Rfm.Score(shop, AsOf, QuantilesAlways);
            if (before.Customers.Count == 0)
                return true;
            var who = before.Customers[shop.Length % before.Customers.Count];
            var again = new Purchase(who.CustomerId, who.Totals.LastPurchaseAt, shop.Length, "EUR");

            // With quantiles the new purchase moves the edges, and the property still holds. Against stored edges it holds for any model.
            var after = Rfm.Score([.. shop, again], AsOf, QuantilesAlways).Of(who.CustomerId.Value);
            var stored = Rfm.Score(shop, AsOf, Options(small)).Model;
            return AtLeast(after.Score, who.Score) && AtLeast(stored.Score(after.Totals), stored.Score(who.Totals));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_model_scores_its_own_customers_as_the_run_did_also_after_storage() =>
        Prop.ForAll(Shops(), SmallOrNot(), (shop, small) =>
        {
            var result = Rfm.Score(shop, AsOf, Options(small));
            var stored = RfmModel.FromJson((result.Model with { Version = shop.Length }).ToJson());
            return stored.Equals(result.Model with { Version = shop.Length })
                && result.Customers.All(customer => stored.Score(customer.Totals) == customer.Score
                    && customer.Segment == RfmMap.Default[customer.Score]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Overriding_cells_keeps_a_map_total() =>
        Prop.ForAll(Gen.Choose(0, 124).ToArbitrary(), Gen.Choose(1, 11).ToArbitrary(), (cell, segment) =>
        {
            var score = RfmScore.FromCell(cell);
            var map = RfmMap.Default.With((RfmSegment)segment, score.Code);
            return map[score] == (RfmSegment)segment
                && Enum.GetValues<RfmSegment>().Sum(one => map.ScoresOf(one).Count) == RfmScore.Cells
                && map.ScoresOf(RfmSegment.Prospect).Count == 0;
        }).QuickCheckThrowOnFailure();

    private static int ByShare(IReadOnlyList<CustomerRfm> customers, Func<CustomerRfm, bool> below) =>
        1 + (5 * customers.Count(below) / customers.Count);

    private static bool Monotone<T>(IReadOnlyList<CustomerRfm> customers, Func<CustomerRfm, T> value, Func<CustomerRfm, int> score)
        where T : IComparable<T> =>
        customers.All(one => customers.All(other => value(one).CompareTo(value(other)) switch
        {
            0 => score(one) == score(other),
            < 0 => score(one) <= score(other),
            > 0 => score(one) >= score(other),
        }));

    private static bool AtLeast(RfmScore after, RfmScore before) =>
        after.Recency >= before.Recency && after.Frequency >= before.Frequency && after.Monetary >= before.Monetary;
}
