using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine;

public sealed class SegmentRunTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    [Fact]
    public async Task A_run_writes_segments_and_tells_of_changes()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-200)));

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        var record = await journey.RecordAsync();
        record.Segment.Should().NotBeNull();
        record.Segment!.Model.Should().Be(2, "one model is as of the 8th of January, one of the 9th");
        var explained = await journey.Client.ExplainAsync(
            Customer.Had("segment-changed").Where("from", PropertyComparison.Equal, "prospect").AtLeastOnce(), Ada, TestContext.Current.CancellationToken);
        explained.Holds.Should().BeTrue();
    }

    [Fact]
    public async Task Who_buys_between_two_runs_is_scored_at_once_against_the_stored_model()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-400)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Segment!;

        await journey.PurchaseAsync(Ada);

        var after = (await journey.RecordAsync()).Segment!;
        after.Model.Should().Be(before.Model);
        after.Score!.Value.Recency.Should().BeGreaterThan(before.Score!.Value.Recency);
    }

    [Fact]
    public async Task Nobody_changes_segment_because_others_bought()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-50)));
        await journey.HappenAsync(Some.Purchase(new CustomerId("bob"), journey.Time.GetUtcNow().AddDays(-60)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Segment;

        for (var order = 0; order < 5; order++)
        {
            journey.Time.Advance(TimeSpan.FromMinutes(1));
            await journey.PurchaseAsync(new CustomerId("bob"), 500);
        }

        (await journey.RecordAsync()).Segment.Should().Be(before);
    }

    [Fact]
    public async Task A_replayed_day_makes_no_second_model()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-50)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var model = (await journey.RecordAsync()).Segment!.Model;

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        (await journey.RecordAsync()).Segment!.Model.Should().Be(model);
    }

    private static async Task<JourneyHarness> StartAsync()
    {
        var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);
        return journey;
    }
}
