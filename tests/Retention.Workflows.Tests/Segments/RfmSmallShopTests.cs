using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class RfmSmallShopTests
{
    [Theory]
    [InlineData(499, RfmModelKind.Expert)]
    [InlineData(500, RfmModelKind.Quantile)]
    public void A_shop_under_500_buyers_gets_expert_edges_and_the_result_says_so(int buyers, RfmModelKind kind)
    {
        var purchases = Enumerable.Range(0, buyers).Select(i => Bought($"c{i}", "2026-01-05", i))
            .Append(Bought("refunded", "2026-01-05", -1m));

        Rfm.Score(purchases, AsOf).Model.Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(6, 5)]
    [InlineData(60, 5)]
    public void Frequency_edges_are_1_2_3_and_5(int purchases, int score)
    {
        var rows = Enumerable.Repeat(Bought("ana", "2026-01-05", 10m), purchases);

        var result = Rfm.Score(rows, AsOf);

        result.Model.FrequencyEdges.Should().Equal(1, 2, 3, 5);
        result.Of("ana").Score.Frequency.Should().Be(score);
    }

    [Fact]
    public void Recency_edges_are_1_2_4_and_8_median_gaps_before_the_day()
    {
        // Mean gaps are 10, 20 (rounded up from 19.5) and 50 days; bo bought on one date only and has no gap.
        var model = RfmModel.Fit(
        [
            Totals("ana", "2026-02-11", 2, 10m, first: "2026-02-01"),
            Totals("bo", "2026-02-11T20:00", 2, 10m, first: "2026-02-11T08:00"),
            Totals("cy", "2026-02-09", 3, 10m, first: "2026-01-01"),
            Totals("di", "2026-02-20", 2, 10m, first: "2026-01-01"),
        ], AsOf);

        model.RecencyEdges.Should().Equal(
            AsOf.AddDays(-161), AsOf.AddDays(-81), AsOf.AddDays(-41), AsOf.AddDays(-21));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(30, 5)]
    [InlineData(31, 4)]
    [InlineData(60, 4)]
    [InlineData(61, 3)]
    [InlineData(120, 3)]
    [InlineData(121, 2)]
    [InlineData(240, 2)]
    [InlineData(241, 1)]
    public void The_gap_is_30_days_when_nobody_bought_twice(int daysAgo, int score)
    {
        var at = new DateTimeOffset(AsOf.AddDays(-daysAgo).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);

        var result = Rfm.Score([new Purchase(new CustomerId("ana"), at, 10m, "EUR")], AsOf);

        result.Of("ana").Score.Recency.Should().Be(score);
    }

    [Fact]
    public void Monetary_edges_are_1_2_3_and_5_median_baskets()
    {
        // Baskets are 10, 20 and 60. A fully refunded purchase is not a basket.
        var model = RfmModel.Fit(
        [
            Totals("ana", "2026-01-05", 1, 10m), Totals("bo", "2026-01-05", 2, 40m), Totals("cy", "2026-01-05", 1, 60m),
            Totals("di", "2026-01-05", 1, 0m), Totals("ed", "2026-01-05", 3, -9m),
        ], AsOf);

        model.MonetaryEdges.Should().Equal(20m, 40m, 60m, 100m);
        model.Score(Totals("x", "2026-01-05", 1, 20m)).Monetary.Should().Be(1);
        model.Score(Totals("x", "2026-01-05", 1, 20.0001m)).Monetary.Should().Be(2);
        model.Score(Totals("x", "2026-01-05", 1, 100.01m)).Monetary.Should().Be(5);
    }

    [Fact]
    public void Extreme_values_do_not_break_the_edges()
    {
        var model = RfmModel.Fit(
            [Totals("old", "2020-01-01", 2, 900_000_000_000_000m, first: "0001-01-02")], AsOf);

        model.RecencyEdges[0].Should().Be(DateOnly.MinValue);
        model.MonetaryEdges[3].Should().BeGreaterThan(900_000_000_000_000m);
        model.Score(Totals("x", "2026-01-05", 1, 20m)).Code.Should().Be("511");
    }

    [Fact]
    public void The_threshold_can_be_set()
    {
        Rfm.Score([Bought("ana", "2026-01-05", 1m)], AsOf, QuantilesAlways).Model.Kind.Should().Be(RfmModelKind.Quantile);
        Rfm.Score([], AsOf, QuantilesAlways).Model.Kind.Should().Be(RfmModelKind.Expert);
    }
}
