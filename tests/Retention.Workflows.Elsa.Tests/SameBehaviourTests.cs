using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Swiftmotion.AbandonedCart;
using Swiftmotion.Churn;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Elsa.Tests;

/// <summary>
/// Replays the same journey over the same history twice: on the engine and led by Elsa. Compares every message, voucher, exit, line of
/// history and report.
/// </summary>
public class SameBehaviourTests
{
    [Fact]
    public Task The_churn_journey_behaves_the_same_led_by_Elsa()
    {
        var shop = SwiftmotionShop.Generate(seed: 3, customers: 120);
        return CompareAsync(JourneyDefinition.From<ChurnJourney>(), shop, new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 11, 1, 0, 0, 0, TimeSpan.Zero), retention =>
        {
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Monthly(1, new TimeOnly(3, 0)));
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), MinimumSpend = 20,
                Currency = shop.Currency, ValidFor = Days(14) });
        }, new OpenModel());
    }

    [Fact]
    public Task The_abandoned_cart_journey_behaves_the_same_led_by_Elsa()
    {
        var shop = ClickStream.Generate(seed: 2, customers: 80);
        var from = new DateTimeOffset(shop.LiveFrom, default, TimeSpan.Zero);
        return CompareAsync(JourneyDefinition.From<AbandonedCartJourney>(), shop.Data, from, from.AddDays(40), retention =>
        {
            retention.Configure(options => options.QuietHours.Add(new QuietHours { From = new TimeOnly(21, 0), Until = new TimeOnly(8, 0),
                Channels = [Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber] }));
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Daily(new TimeOnly(3, 0)));
            retention.Recommendations.UseStores(shop.Stores);
            foreach (var offer in Offers.In(shop.Data.Currency, shop.Gift))
                retention.Vouchers.AddOffer(offer);
        }, new OpenModel());
    }

    [Fact]
    public Task A_journey_of_all_other_step_kinds_behaves_the_same_led_by_Elsa()
    {
        var journey = JourneyDefinition.Build(new JourneyName("all-kinds"), journey =>
        {
            journey.Enroll.Weekly(DayOfWeek.Monday, new TimeOnly(8, 30)).ReEntry(ReEntry.AfterExit(Months(1)));
            journey.Goal.On(EventNames.Purchase).Within(Weeks(2));
            journey.Steps
                .Holdout("control", 10, "uplift")
                .Split("test", split => split
                    .Share("short", 40, steps => steps.Wait("short-wait", Hours(1)))
                    .Share("long", 40, steps => steps.Wait("long-wait", Days(2)).SendSms("text", "text"))
                    .Share("nothing", 20))
                .WaitUntil("morning", DayOfWeek.Friday, new TimeOnly(9, 0))
                .Switch("which", choice => choice
                    .Case("big", Customer.SpentAtLeast(300),
                        steps => steps.Send("big-text", Channel.Viber, "text", send => send.FallbackTo(Channel.Email, "mail").WhenSent(
                            sent => sent.RecordEvent("told", "told-big")).WhenRefused(refused => refused.SendSms("sorry", "text"))))
                    .Case("some", Customer.Had(EventNames.Purchase).AtLeastOnce())
                    .Otherwise(steps => steps.Exit("never-bought")))
                .WaitFor("next-order", EventNames.Purchase, Days(10),
                    received: steps => steps.RecordEvent("thanks", "thanked"),
                    timedOut: steps =>
                        steps.Repeat("nag", 2, again => again.If("mailable", Customer.HasAddress(Channel.Email), then: then =>
                            then.SendEmail("nag-mail", "nag")).Wait("pause", Days(3)), until: Customer.PurchasedSince("next-order")))
                .WaitForSilence("quiet", Days(2), EventNames.Purchase)
                .ExitIf("bought-again", Customer.PurchasedSince("next-order"))
                .IssueVoucher("gift", "comeback-20")
                .Recommend("picks", 3, recommend => recommend.WhenNone(none => none.RecordEvent("unpicked", "nothing-picked")))
                .SendEmail(
                    "voucher-mail", "voucher", options: send => send.Recommendations = new RecommendationBlock { ChosenBy = "picks" })
                .Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("gifted", "yes")]), Remove = ["left"] })
                .Add(new WebhookStep
                {
                    Name = "tell",
                    Address = new Uri("https://shop.example/gifts"),
                    Answers = [new WebhookAnswer { Name = "known", Status = 208 }],
                    Failed = [new RecordEventStep { Name = "untold", Event = new EventName("gift-refused") }],
                })
                .If("marked", Customer.Attribute("gifted").Is("yes"), then: then => then.RecordEvent("seen", "mark-seen"))
                .Recommend("dear-picks", 2, recommend =>
                {
                    recommend.MinPrice = 100_000;
                    recommend.BestSellers = false;
                    recommend.WhenChosen(chosen => chosen.SendSms("dear", "text"));
                });
        });
        var shop = SwiftmotionShop.Generate(seed: 5, customers: 60);
        return CompareAsync(journey, shop, new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero), retention =>
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), ValidFor = Days(14) }),
            opens: null);
    }

    /// <param name="opens">
    /// Draws which mails are opened, by the keys of the messages. In a loop a key contains the visit, and both engines count visits
    /// differently.
    /// </param>
    private static async Task CompareAsync(JourneyDefinition journey, ShopData shop, DateTimeOffset from, DateTimeOffset until,
        Action<RetentionBuilder> configure, OpenModel? opens)
    {
        var own = await ReplayAsync(journey, shop, from, until, configure, opens);
        var elsa = await ReplayAsync(journey.ToElsa(), shop, from, until, configure, opens);

        own.Messages.Should().NotBeEmpty();
        own.Vouchers.Should().NotBeEmpty();
        elsa.Messages.Should().Equal(own.Messages);
        elsa.Vouchers.Should().Equal(own.Vouchers);
        elsa.Exits.Should().Equal(own.Exits);
        elsa.History.Should().Equal(own.History);
        elsa.Report.Should().Equal(own.Report);
    }

    private static async Task<Traces> ReplayAsync(JourneyDefinition journey, ShopData shop, DateTimeOffset from, DateTimeOffset until,
        Action<RetentionBuilder> configure, OpenModel? opens)
    {
        var store = new InMemoryRetentionStore(partitions: 2);
        var channels = new[] { Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber }.Select(
            channel => new RecordingChannel(channel)).ToList();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options => options.Shop = shop.Profile);
            retention.UseElsa().Journeys.Add(journey);
            retention.Store.Use(_ => store);
            retention.Templates.Use(new PlainTemplates());
            foreach (var channel in channels)
                retention.Channels.Add(channel);
            retention.Recommendations.UseProducts(shop.Products);
            configure(retention);
            retention.UseReplay(replay => (replay.From, replay.Until, replay.Opens) = (from, until, opens));
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<JourneyReplay>().RunAsync(new ReplayHistory(shop.Customers,
            [.. shop.Events.Where(@event => @event.OccurredAt <= until)]), cancellationToken: TestContext.Current.CancellationToken);
        var client = provider.GetRequiredService<IRetentionClient>();
        var operations = provider.GetRequiredService<IRetentionOperations>();
        var report = JourneyReport.Create(journey, await operations.ReadCountersAsync(journey.Name, TestContext.Current.CancellationToken),
            new JourneyReportFacts { From = DateOnly.FromDateTime(from.Date), To = DateOnly.FromDateTime(until.Date) });
        return await Traces.ReadAsync(client, report, channels, shop.Customers.Select(customer => customer.Id));
    }
}
