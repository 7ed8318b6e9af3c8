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
        await using var shop = await ShopHost.StartAsync(
            retention =>
            {
                retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Daily(new TimeOnly(4, 0)));
                retention.Journeys.Add<ComeCloser>();
            },
            new Dictionary<string, string> { ["offer.email.subject.hbs"] = "For you", ["offer.email.text.hbs"] = "Come closer." });
        await shop.SaveAsync(Some.Customer("ada"), Some.Customer("bob"));
        foreach (var daysAgo in (int[])[60, 50, 40, 30, 20])
            await shop.HappenAsync(Some.Purchase(Shop.Ada, shop.Now.AddDays(-daysAgo)));
        await shop.HappenAsync(Some.Purchase(Shop.Bob, shop.Now.AddDays(-200)));
        await shop.AdvanceAsync(TimeSpan.FromDays(1)); // computes the segments
        foreach (var customer in (CustomerId[])[Shop.Ada, Shop.Bob])
            await shop.Client.EnrollAsync(ComeCloser.Name, customer, cancellationToken: Token);
        await shop.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.NotEqual(RfmSegment.Champions, await SegmentAsync(shop, Shop.Ada));
        var before = await SegmentAsync(shop, Shop.Bob);

        await shop.HappenAsync(Some.Purchase(Shop.Ada, shop.Now));
        await shop.HappenAsync(Some.Purchase(Shop.Bob, shop.Now));

        Assert.Equal(RfmSegment.Champions, await SegmentAsync(shop, Shop.Ada));
        Assert.NotEqual(before, await SegmentAsync(shop, Shop.Bob));
        Assert.Equal("became-champion", await OutcomeAsync(shop, Shop.Ada));
        Assert.Null(await OutcomeAsync(shop, Shop.Bob));
        await shop.AdvanceAsync(TimeSpan.FromDays(10));
        Assert.Equal(["bob@shop.example"], shop.Mails.Select(mail => mail.To));
    }

    private static async Task<RfmSegment?> SegmentAsync(ShopHost shop, CustomerId customer) =>
        (await shop.Client.ReadCustomerAsync(customer, Token)).Segment?.Segment;

    private static async Task<string?> OutcomeAsync(ShopHost shop, CustomerId customer) =>
        Assert.Single((await shop.Client.ReadCustomerAsync(customer, Token)).Enrollments).Outcome;

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
