using Retention.Workflows;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>An exit rule on the event that the engine records when a customer changes segment.</summary>
public sealed class SegmentChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_who_becomes_a_champion_leaves_and_one_who_moves_elsewhere_stays()
    {
        await using var journey = await JourneyHarness.StartAsync<ComeCloser>(options => options.CancellationToken = Token);
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], Token);
        foreach (var daysAgo in (int[])[60, 50, 40, 30, 20])
            await BuyAsync(journey, Shop.Ada, daysAgo);
        await BuyAsync(journey, Shop.Bob, 200);
        await journey.AdvanceAsync(TimeSpan.FromDays(1)); // computes the segments
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.NotEqual(RfmSegment.Champions, await SegmentAsync(journey, Shop.Ada));
        var before = await SegmentAsync(journey, Shop.Bob);

        await journey.PurchaseAsync(Shop.Ada);
        await journey.PurchaseAsync(Shop.Bob);

        Assert.Equal(RfmSegment.Champions, await SegmentAsync(journey, Shop.Ada));
        Assert.NotEqual(before, await SegmentAsync(journey, Shop.Bob));
        Assert.Equal("left as became-champion", await journey.WhereIsAsync(Shop.Ada));
        Assert.Equal("at think", await journey.WhereIsAsync(Shop.Bob));
        await journey.AdvanceAsync(TimeSpan.FromDays(10));
        Assert.Equal(["bob"], journey.Messages.Select(message => message.Customer.Value));
    }

    private static Task BuyAsync(JourneyHarness journey, CustomerId customer, int daysAgo) =>
        journey.HappenAsync(Some.Purchase(customer, journey.Time.GetUtcNow().AddDays(-daysAgo)));

    private static async Task<RfmSegment?> SegmentAsync(JourneyHarness journey, CustomerId customer) =>
        (await journey.Client.ReadCustomerAsync(customer, Token)).Segment?.Segment;

    private sealed class ComeCloser : IJourney
    {
        public static JourneyName Name => new("come-closer");

        public static void Define(JourneyBuilder journey)
        {
            journey.ExitOn("became-champion", new EventPattern(EventNames.SegmentChanged).Where("to", "champions"));
            journey.Steps.Wait("think", Days(7)).SendEmail("offer", template: "offer");
        }
    }
}
