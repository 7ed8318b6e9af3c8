using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Scheduling;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Segmentation;

public sealed class SegmentRunTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    [Fact]
    public async Task A_run_writes_segments_and_change_events()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-200)));

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        var record = await journey.RecordAsync();
        record.Segment.Should().NotBeNull();
        record.Segment!.Model.Should().Be(2, "one model is as of the 8th of January, one of the 9th");
        var explained = await journey.Client.ExplainAsync(
            Customer.Had("segment-changed").Where("from", PropertyComparison.Equal, "prospect").AtLeastOnce(), Ada,
            TestContext.Current.CancellationToken);
        explained.Holds.Should().BeTrue();
    }

    [Fact]
    public async Task A_buyer_between_two_runs_is_scored_at_once_with_the_stored_model()
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
    public async Task Purchases_of_others_do_not_change_a_customers_segment()
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
    public async Task A_repeated_day_creates_no_second_model()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-50)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var model = (await journey.RecordAsync()).Segment!.Model;

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        (await journey.RecordAsync()).Segment!.Model.Should().Be(model);
    }

    [Fact]
    public async Task A_process_with_a_stale_model_restarts_no_sweep()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"),
            harness => harness.Configure = retention => retention.Store.Use(_ => store));
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-50)));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        var models = await store.Catalog.ReadModelsAsync(TestContext.Current.CancellationToken);
        models.Should().HaveCountGreaterThan(1);
        var before = (await journey.RecordAsync()).Segment;

        var stale = await SweepAsync(store, journey.Time, RfmModel.FromJson(models[0].Model));
        var current = await SweepAsync(store, journey.Time, RfmModel.FromJson(models[^1].Model));

        stale.Should().BeFalse("a newer model has been there");
        current.Should().BeFalse("everybody is scored against it");
        (await journey.RecordAsync()).Segment.Should().Be(before);
    }

    [Theory]
    [InlineData("Europe/Prague", "2026-03-31", "2026-02-27T22:59:59.999Z")] // the day begins in winter time, an hour before the UTC day
    [InlineData("UTC", "2026-03-31", "2026-02-27T23:59:59.999Z")]
    [InlineData("UTC", "2026-04-01", "2026-02-28T23:59:59.999Z")]
    public void The_window_starts_with_its_first_day_in_the_shops_zone(string zone, string asOf, string excluded)
    {
        var rfm = new RfmSettings(Schedule.Daily(new TimeOnly(3, 0)), Months(1), RfmMap.Default, 500);

        rfm.WindowStart(DateOnly.Parse(asOf, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)).Should()
            .Be(DateTimeOffset.Parse(excluded, CultureInfo.InvariantCulture));
        (rfm with { Window = null }).WindowStart(DateOnly.Parse(asOf, CultureInfo.InvariantCulture), TimeZoneInfo.Utc).Should()
            .Be(DateTimeOffset.MinValue);
    }

    [Fact]
    public async Task A_purchase_on_the_first_day_of_the_window_counts_and_one_of_the_day_before_does_not()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"),
            harness => harness.Configure = retention => retention.Segments.UseRfm(rfm => rfm.Window = Days(30)));
        var today = new DateTimeOffset(journey.Time.GetUtcNow().Date, TimeSpan.Zero);
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);
        await journey.Client.AppendEventsAsync([Some.Purchase(Ada, today.AddDays(-29)),
            Some.Purchase(new CustomerId("bob"), today.AddDays(-29).AddMilliseconds(-1))], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.RecordAsync()).Segment!.Score.Should().NotBeNull();
        (await journey.RecordAsync(new CustomerId("bob"))).Segment?.Score.Should().BeNull();
    }

    /// <summary>Runs the sweep that another process of the same shop would run with its model.</summary>
    private static async Task<bool> SweepAsync(InMemoryRetentionStore store, ManualTime time, RfmModel model)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddRetentionWorkflows(retention => retention.Store.Use(_ => store));
        await using var provider = services.BuildServiceProvider();
        await using var transaction = await store.BeginAsync(0, TestContext.Current.CancellationToken);
        return await provider.GetRequiredService<SegmentRun>().RunAsync(transaction, model, TestContext.Current.CancellationToken);
    }

    private static async Task<JourneyHarness> StartAsync()
    {
        var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], TestContext.Current.CancellationToken);
        return journey;
    }
}
