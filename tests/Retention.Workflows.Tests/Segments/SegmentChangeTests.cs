using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class SegmentChangeTests
{
    private static readonly CustomerId Ana = new("ana");

    [Fact]
    public void A_change_has_customer_segments_reason_and_time()
    {
        var change = new SegmentChange(Ana, RfmSegment.Loyal, RfmSegment.AtRisk, RfmScore.Parse("255"), 4, At("2026-03-01T10:00+02:00"));

        change.Should().BeEquivalentTo(new { Customer = Ana, From = RfmSegment.Loyal, To = RfmSegment.AtRisk, ModelVersion = 4L });
        change.Score!.Value.Code.Should().Be("255");
        change.At.Should().Be(At("2026-03-01T08:00Z"));
        change.At.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_change_to_Prospect_has_no_score()
    {
        new SegmentChange(Ana, RfmSegment.Lost, RfmSegment.Prospect, null, 1, At("2026-03-01")).Score.Should().BeNull();
        new SegmentChange(Ana, RfmSegment.Lost, RfmSegment.Prospect, default(RfmScore), 1, At("2026-03-01")).Score.Should().BeNull();
    }

    [Theory]
    [InlineData(RfmSegment.Loyal, RfmSegment.Loyal, "444", 1)]
    [InlineData(RfmSegment.Loyal, RfmSegment.Prospect, "444", 1)]
    [InlineData(RfmSegment.Loyal, RfmSegment.Champions, null, 1)]
    [InlineData(RfmSegment.Loyal, RfmSegment.Champions, "555", 0)]
    [InlineData((RfmSegment)99, RfmSegment.Champions, "555", 1)]
    public void Contradictory_values_are_refused(RfmSegment from, RfmSegment to, string? code, long version)
    {
        var build = () => new SegmentChange(Ana, from, to, code is null ? null : RfmScore.Parse(code), version, At("2026-03-01"));

        build.Should().Throw<ArgumentException>();
    }
}
