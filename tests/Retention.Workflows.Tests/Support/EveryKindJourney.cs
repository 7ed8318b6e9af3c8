using Retention.Workflows.Journeys;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Support;

/// <summary>Uses every kind of step, condition and window, and every option.</summary>
public sealed class EveryKindJourney : IJourney
{
    public static JourneyName Name => new("every-kind");

    public static void Define(JourneyBuilder journey)
    {
        journey.Enroll.Weekly(DayOfWeek.Monday, new TimeOnly(8, 30))
            .When(Customer.InSegment(RfmSegment.AtRisk) | Customer.InSegment("vip"))
            .When(Customer.HasConsent(Topic.Marketing, Channel.Email))
            .When(!Customer.InSegment("vip"))
            .ReEntry(ReEntry.AfterExit(Months(6)));
        journey.Goal.On("trial-started").Within(Weeks(2)).EndsJourney();
        journey.WhenPublished(PublishPolicy.MoveTo).WhenLate(LatenessPolicy.Skip).Priority(5)
            .ExitOn("bought-in-shop", new EventPattern(EventNames.Purchase).Where("channel", "store"));
        journey.ExitOn("cart-emptied", EventNames.CartItemRemoved, when: !Customer.HasCart());

        journey.Steps
            .SendEmail("hello", "hello", recommend: 4, options: send =>
            {
                send.Topic = new Topic("news");
                send.OnAmbiguous = AmbiguityPolicy.Resend;
                send.Recommendations = send.Recommendations! with
                {
                    ProductUrlBase = new Uri("https://example.org/products/"),
                    Fields = ProductFields.Name | ProductFields.Category,
                    Layout = RecommendationLayout.Vertical,
                    WhenNone = WhenNoRecommendations.DoNotSend,
                    Strategy = RecommendationStrategy.UpSell,
                    MinPrice = 5,
                    MaxPrice = 49.9m,
                    Categories = ["Shoes"],
                };
            })
            .WaitUntil("morning", new TimeOnly(9, 0))
            .Split("test", split => split
                .Experiment("subject-lines")
                .Share("short", 33.33m, steps => steps.Wait("short-wait", Hours(1) + Minutes(30)))
                .Share("long", 33.33m, steps => steps.Wait("long-wait", Days(2)).Send("letter", new Channel("letter"), "long-letter"))
                .Share("nothing", 33.34m))
            .If("spender",
                Customer.SpentAtLeast(99.5m, Window.SinceEnrolled)
                    & (Customer.LastPurchaseWithin(Months(3)) | !Customer.LastPurchaseBefore(Years(2)))
                    & Customer.Satisfies("lives-near-a-store", new PropertyBag([new("km", 10), new("country", "CZ")])),
                then: steps => steps
                    .IssueVoucher("gift", "gift")
                    .Recommend("picks", 8, recommend =>
                    {
                        recommend.Strategy = RecommendationStrategy.DownSell;
                        recommend.MinPrice = 5;
                        recommend.MaxPrice = 49.9m;
                        recommend.Categories = ["Shoes"];
                        recommend.BestSellers = false;
                        recommend.WhenChosen(chosen => chosen.SendEmail("picked", "picked",
                            options: send => send.Recommendations = new RecommendationBlock { Count = 3, ChosenBy = "picks" }))
                            .WhenNone(none => none.RecordEvent("nothing", "nothing-to-pick"));
                    })
                    .ExitIf("never-mind", Customer.Had("opened-app").Since("spender")
                        .Where("version", PropertyComparison.Greater, 2).Where("os", PropertyComparison.In, "ios", "android").AtLeast(3)))
            .Holdout("control", 5.5m, "uplift")
            .WaitFor("checkout", new EventPattern("checkout-started").Where("items", 2), Days(2),
                received: steps => steps.Exit("on-the-way"),
                timedOut: steps =>
                    steps.WaitForSilence("quiet", Hours(1), "cart-updated", new EventPattern("page-viewed").Where("area", "cart")))
            .WaitUntil("monday", DayOfWeek.Monday, new TimeOnly(10, 0))
            .WaitUntilDate("before-birthday", CustomerDate.Birthday.DaysBefore(7), new TimeOnly(9, 0), WhenPast.SkipStep)
            .WaitUntilDate("renewal", CustomerDate.Attribute("renewal-date").DaysAfter(1), new TimeOnly(9, 0, 30), WhenPast.ContinueNow)
            .WaitUntilDate("voucher-ends", CustomerDate.VoucherExpiry, new TimeOnly(18, 0), WhenPast.Exit)
            .Switch("which", choice => choice
                .Case("big", Customer.SpentAtLeast(500), steps => steps.SendSms("big-text", "text", send =>
                {
                    send.DeferUpTo = Days(1);
                    send.FallbackTo(Channel.Push, "push").FallbackTo(Channel.Viber, "viber", Customer.InSegment(RfmSegment.Champions));
                }))
                .Case("full-cart", Customer.CartTotalAtLeast(150) | Customer.CartHolds(new ProductId("tent")))
                .Case("none", Customer.Had(EventNames.Purchase).Never())
                .Otherwise(steps => steps.Repeat("nag", 3, again => again.RecordEvent("tick", "ticked").Wait("pause", Days(1)),
                    until: Customer.Had(EventNames.Purchase).SinceEnrolled().AtLeastOnce())))
            .ExitUnless("gold", Customer.Attribute("tier").Is("<gold> & \"more\""))
            .If("in-spring",
                Customer.Had(EventNames.Purchase)
                    .In(Window.Between(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero))).Exactly(1)
                    | !Customer.Opened("hello"),
                then: steps => steps.Exit("spring-buyer"),
                otherwise: steps => steps.RecordEvent("note", "not-in-spring").SendSms("text", "text"));
    }
}
