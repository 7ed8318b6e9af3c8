using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class RfmColumnsTests
{
    private static readonly int Today = AsOf.DayNumber;

    [Fact]
    public void Customers_without_a_purchase_have_no_score()
    {
        var result = Rfm.Score(new RfmColumns(3, [2, 0, 2], [Today - 5, Today - 9, Today - 1], [100_000, -50_000, 200_000], "EUR"), AsOf);

        result.Model.Buyers.Should().Be(1);
        result.Scores.ToArray().Select(score => score.HasValue).Should().Equal(false, false, true);
        result.Segment(0).Should().Be(RfmSegment.Prospect);
        result.Segment(2).Should().Be(RfmMap.Default[result.Scores[2]]);
        result.Count(RfmSegment.Prospect).Should().Be(2);
        result.Count(result.Segment(2)).Should().Be(1);
    }

    [Fact]
    public void Rows_from_the_as_of_day_on_do_not_count()
    {
        var result = Rfm.Score(new RfmColumns(2, [0, 1, 1], [Today, Today - 1, Today + 4], [1, 1, 1], "EUR"), AsOf);

        result.Model.Buyers.Should().Be(1);
        result.Model.FrequencyEdges.Should().Equal(1, 2, 3, 5);
        result.Scores[1].Frequency.Should().Be(1);
    }

    [Fact]
    public void Wrong_rows_are_named()
    {
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(2, [0, 2], [1, 1], [1, 1], "EUR"), AsOf))
            .Should().Throw<ArgumentException>().WithMessage("Row 1 has the customer 2*");
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(2, [-1], [1], [1], "EUR"), AsOf))
            .Should().Throw<ArgumentException>().WithMessage("Row 0 has the customer -1*");
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(2, [0, 0], [1, -3], [1, 1], "EUR"), AsOf))
            .Should().Throw<ArgumentException>().WithMessage("Row 1 has the day -3*");
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(2, [0, 0], [1], [1, 1], "EUR"), AsOf))
            .Should().Throw<ArgumentException>().WithMessage("*equal lengths*");
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(2, [], [], [], "Euro"), AsOf))
            .Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_sum_beyond_64_bits_is_kept_at_the_largest_amount() =>
        FluentActions.Invoking(() => Rfm.Score(new RfmColumns(1, [0, 0], [1, 1], [long.MaxValue, 1], "EUR"), AsOf))
            .Should().NotThrow();

    [Fact]
    public void Columns_of_a_big_shop_give_the_scores_of_its_purchases()
    {
        var random = new Random(20260301);
        const int rows = 60_000;
        var (customer, day, amount) = (new int[rows], new int[rows], new long[rows]);
        for (var i = 0; i < rows; i++)
        {
            customer[i] = random.Next(8_000);
            day[i] = Today - 1 - random.Next(900);
            amount[i] = (long)(Math.Pow(random.NextDouble(), 6) * 1e10) - 100_000;
        }

        var columns = Rfm.Score(new RfmColumns(8_000, customer, day, amount, "EUR"), AsOf);
        var objects = Rfm.Score(
            Enumerable.Range(0, rows).Select(i => new Purchase(
                new CustomerId($"{customer[i]:D5}"),
                new DateTimeOffset(DateOnly.FromDayNumber(day[i]).ToDateTime(new TimeOnly(i % 24, 0)), TimeSpan.Zero),
                amount[i] / 10_000m,
                "EUR")),
            AsOf);

        columns.Model.Kind.Should().Be(RfmModelKind.Quantile);
        columns.Model.Should().Be(objects.Model);
        for (var i = 0; i < 8_000; i++)
            columns.Scores[i].Should().Be(objects.TryFind(new CustomerId($"{i:D5}"), out var found) ? found.Score : default);
        foreach (var segment in Enum.GetValues<RfmSegment>().Except([RfmSegment.Prospect]))
            columns.Count(segment).Should().Be(objects.Count(segment));
    }
}
