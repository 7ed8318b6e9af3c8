using Retention.Workflows.Segments;

namespace Retention.Workflows.Tests.Segments;

public class RfmMapTests
{
    [Theory]
    [InlineData(RfmSegment.Champions, "555 554 544 545 454 455 445")]
    [InlineData(RfmSegment.Loyal, "543 444 435 355 354 345 344 335")]
    [InlineData(
        RfmSegment.PotentialLoyalist, "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323")]
    [InlineData(RfmSegment.New, "512 511 422 421 412 411 311")]
    [InlineData(RfmSegment.Promising, "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313")]
    [InlineData(RfmSegment.NeedAttention, "535 534 443 434 343 334 325 324")]
    [InlineData(RfmSegment.AboutToSleep, "331 321 312 221 213 231 241 251")]
    [InlineData(RfmSegment.AtRisk, "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124")]
    [InlineData(RfmSegment.CannotLoseThem, "155 154 144 214 215 115 114 113")]
    [InlineData(RfmSegment.Hibernating, "332 322 233 232 223 222 132 123 122 212 211")]
    [InlineData(RfmSegment.Lost, "111 112 121 131 141 151")]
    public void The_default_map_has_the_usual_cells(RfmSegment segment, string codes) =>
        RfmMap.Default.ScoresOf(segment).Select(score => score.Code).Should().BeEquivalentTo(codes.Split(' '));

    [Fact]
    public void Every_score_has_a_segment_other_than_Prospect()
    {
        var segments = Enumerable.Range(0, RfmScore.Cells).Select(cell => RfmMap.Default[RfmScore.FromCell(cell)]);

        segments.Should().NotContain(RfmSegment.Prospect);
        RfmMap.Default.ScoresOf(RfmSegment.Prospect).Should().BeEmpty();
        Enum.GetValues<RfmSegment>().Sum(segment => RfmMap.Default.ScoresOf(segment).Count).Should().Be(125);
    }

    [Fact]
    public void Cells_can_be_overridden_in_a_new_map()
    {
        var map = RfmMap.Default.With(RfmSegment.Loyal, "553 552").With(RfmSegment.Champions, "535");

        map[RfmScore.Parse("553")].Should().Be(RfmSegment.Loyal);
        map[RfmScore.Parse("552")].Should().Be(RfmSegment.Loyal);
        map[RfmScore.Parse("535")].Should().Be(RfmSegment.Champions);
        map[RfmScore.Parse("551")].Should().Be(RfmSegment.PotentialLoyalist);
        RfmMap.Default[RfmScore.Parse("553")].Should().Be(RfmSegment.PotentialLoyalist);
    }

    [Fact]
    public void Maps_with_the_same_cells_are_equal()
    {
        var there = RfmMap.Default.With(RfmSegment.Loyal, "553");
        var andBack = there.With(RfmSegment.PotentialLoyalist, "553");

        there.Should().NotBe(RfmMap.Default);
        andBack.Should().Be(RfmMap.Default);
        andBack.GetHashCode().Should().Be(RfmMap.Default.GetHashCode());
    }

    [Fact]
    public void An_incomplete_map_reports_all_its_errors()
    {
        var all = Enumerable.Range(0, RfmScore.Cells).Select(cell => RfmScore.FromCell(cell).Code).Except(["111", "243", "554"]);

        var build = () => RfmMap.Create(
            (RfmSegment.Lost, string.Join(' ', all)), (RfmSegment.Loyal, "333 777"), (RfmSegment.Prospect, "554"));

        build.Should().Throw<ArgumentException>().Which.Message.Should()
            .Contain("Missing: 111, 243.").And
            .Contain("Given twice: 333.").And
            .Contain("Not a code: '777'.").And
            .Contain("554 (Prospect)");
    }

    [Theory]
    [InlineData(RfmSegment.Prospect, "555")]
    [InlineData((RfmSegment)12, "555")]
    [InlineData(RfmSegment.Loyal, "556")]
    [InlineData(RfmSegment.Loyal, "555 555")]
    public void An_override_must_be_valid_too(RfmSegment segment, string codes) =>
        RfmMap.Default.Invoking(map => map.With(segment, codes)).Should().Throw<ArgumentException>();

    [Fact]
    public void Names_are_kebab_case_and_parse_back()
    {
        RfmSegment.AboutToSleep.ToName().Should().Be("about-to-sleep");
        foreach (var segment in Enum.GetValues<RfmSegment>())
        {
            RfmSegmentNames.TryParse(segment.ToName(), out var back).Should().BeTrue();
            back.Should().Be(segment);
            segment.ToName().Replace("-", "", StringComparison.Ordinal).Should().BeEquivalentTo(segment.ToString());
        }

        RfmSegmentNames.TryParse("AtRisk", out _).Should().BeFalse();
    }
}
