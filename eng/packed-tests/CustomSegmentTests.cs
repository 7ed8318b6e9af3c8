using Retention.Workflows;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>Segments that the shop defines itself: a condition under a name.</summary>
public sealed class CustomSegmentTests
{
    [Fact]
    public async Task Only_members_of_the_segment_enter_and_a_second_segment_chooses_their_channel()
    {
        await using var shop = await ShopHost.StartAsync(
            retention =>
            {
                retention.Segments.Add("big-spenders", Customer.SpentAtLeast(500, Window.InLast(Years(1))));
                retention.Segments.Add("regulars", Customer.Had(EventNames.Purchase).AtLeast(3));
                retention.Journeys.Add<BigSpenders>();
            },
            Templates);
        await shop.SaveAsync(
            Some.Customer("once"),
            Numbered("often", "+420601000001"),
            Numbered("almost", "+420601000002"),
            Numbered("long-ago", "+420601000003"));
        await BuyAsync(shop, "once", (30, 500));
        await BuyAsync(shop, "often", (90, 200), (60, 200), (30, 200));
        await BuyAsync(shop, "almost", (90, 200), (60, 200), (30, 99.99m));
        await BuyAsync(shop, "long-ago", (420, 600), (410, 600), (400, 600));

        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(["once@shop.example"], shop.Mails.Select(mail => mail.To));
        Assert.Equal(["+420601000001"], shop.TextedNumbers);
    }

    [Fact]
    public async Task A_customer_joins_the_segment_with_the_purchase_that_fulfils_its_condition()
    {
        await using var shop = await ShopHost.StartAsync(
            retention =>
            {
                retention.Segments.Add("big-spenders", Customer.SpentAtLeast(500));
                retention.Segments.Add("regulars", Customer.Had(EventNames.Purchase).AtLeast(3));
                retention.Journeys.Add<BigSpenders>();
            },
            Templates);
        await shop.SaveAsync(Some.Customer("ada"));
        await BuyAsync(shop, "ada", (10, 499));
        await shop.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Empty(shop.Mails);

        await shop.HappenAsync(Some.Purchase(Shop.Ada, shop.Now, total: 1));
        await shop.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Single(shop.Mails);
    }

    [Fact]
    public async Task A_segment_that_nobody_defined_is_an_error_at_start()
    {
        var error = await Assert.ThrowsAsync<JourneyDefinitionException>(() => JourneyHarness.StartAsync<BigSpenders>(
            options => options.Configure = retention => retention.Segments.Add("regulars", Customer.HasCart())));

        Assert.Contains("big-spenders", Assert.Single(error.Errors).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Templates { get; } = new()
    {
        ["thanks.email.subject.hbs"] = "Thank you",
        ["thanks.email.text.hbs"] = "You are one of our best customers.",
        ["call.sms.text.hbs"] = "You are one of our best customers.",
    };

    private static Customer Numbered(string id, string number) => Some.Customer(id) with
    {
        Addresses = new Dictionary<Channel, string> { [Channel.Email] = $"{id}@shop.example", [Channel.Sms] = number },
    };

    private static async Task BuyAsync(ShopHost shop, string customer, params (int DaysAgo, decimal Total)[] purchases)
    {
        foreach (var (daysAgo, total) in purchases)
            await shop.HappenAsync(Some.Purchase(new CustomerId(customer), shop.Now.AddDays(-daysAgo), total));
    }

    private sealed class BigSpenders : IJourney
    {
        public static JourneyName Name => new("big-spenders");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.Daily(new TimeOnly(9, 0)).When(Customer.InSegment("big-spenders")).ReEntry(ReEntry.Once);

            journey.Steps.If(
                "is-regular",
                Customer.InSegment("regulars"),
                then: steps => steps.SendSms("text", template: "call"),
                otherwise: steps => steps.SendEmail("mail", template: "thanks"));
        }
    }
}
