using Retention.Workflows.Segments;

namespace Retention.Workflows.Tests.Segments;

public class RfmScoreTests
{
    [Fact]
    public void A_score_reads_recency_frequency_monetary()
    {
        var score = new RfmScore(4, 3, 5);

        (score.Recency, score.Frequency, score.Monetary).Should().Be((4, 3, 5));
        score.Code.Should().Be("435");
        score.Number.Should().Be(435);
        score.ToString().Should().Be("435");
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(6, 3, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 6, 3)]
    [InlineData(3, 3, -1)]
    [InlineData(3, 3, 6)]
    public void Each_part_lies_within_1_and_5(int recency, int frequency, int monetary)
    {
        var build = () => new RfmScore(recency, frequency, monetary);

        build.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void All_125_scores_differ_and_parse_back_from_code_number_and_cell()
    {
        var all = Enumerable.Range(0, RfmScore.Cells).Select(RfmScore.FromCell).ToList();

        all.Should().OnlyHaveUniqueItems();
        all.Select(score => score.Number).Should().BeInAscendingOrder();
        foreach (var score in all)
        {
            RfmScore.Parse(score.Code).Should().Be(score);
            RfmScore.FromNumber(score.Number).Should().Be(score);
            new RfmScore(score.Recency, score.Frequency, score.Monetary).Should().Be(score);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("43")]
    [InlineData("4355")]
    [InlineData("406")]
    [InlineData("4 5")]
    [InlineData("٤٣٥")]
    public void A_code_has_three_digits_from_1_to_5(string? code)
    {
        RfmScore.TryParse(code, out _).Should().BeFalse();
        if (code is not null)
            code.Invoking(RfmScore.Parse).Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData(110)]
    [InlineData(106)]
    [InlineData(560)]
    [InlineData(-435)]
    [InlineData(1435)]
    public void A_number_has_three_digits_from_1_to_5(int number) =>
        number.Invoking(RfmScore.FromNumber).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void The_default_value_is_not_a_score()
    {
        default(RfmScore).HasValue.Should().BeFalse();
        default(RfmScore).ToString().Should().BeEmpty();
        default(RfmScore).Invoking(score => score.Recency).Should().Throw<InvalidOperationException>();
        default(RfmScore).Should().NotBe(new RfmScore(1, 1, 1));
    }
}
