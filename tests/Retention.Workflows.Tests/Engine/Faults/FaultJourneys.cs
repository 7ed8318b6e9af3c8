using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>
/// A journey with every kind of step that writes rows: recorded events, messages of both policies, consecutive vouchers, branches, exits.
/// </summary>
internal static class FaultJourneys
{
    internal static readonly JourneyName Name = new("under-fire");

    internal static readonly JourneyName LeftCartName = new("left-cart");

    /// <summary>The event that a journey awaits after a purchase.</summary>
    internal static readonly EventName Review = new("review-written");

    internal static JourneyDefinition Make(bool goalEnds) => JourneyDefinition.Build(Name, journey =>
    {
        journey.Enroll.Weekly(DayOfWeek.Monday, at: new TimeOnly(9, 0)).When(Customer.HasAddress(Channel.Email)).ReEntry(ReEntry.Always);
        var goal = journey.Goal.On(EventNames.Purchase).Within(Days(20));
        if (goalEnds)
            goal.EndsJourney();

        journey.Steps
            .RecordEvent("began", "journey-began")
            .SendEmail("hello", template: "hello")
            .Split("test", split => split
                .Share("quick", 50, steps => steps.Wait("an-hour", Hours(1)))
                .Share("slow", 50, steps => steps.WaitUntil("morning", new TimeOnly(10, 0)).RecordEvent("slept", "slept-on-it")))
            .IssueVoucher("voucher", offer: "ten")
            .IssueVoucher("another", offer: "ten")
            .SendSms("code", template: "voucher-code", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend)
            .Wait("think", Days(2))
            .ExitIf("opened", Customer.Opened("hello"))
            .If("bought", Customer.PurchasedSince("think"),
                then: steps => steps.RecordEvent("thanked", "thanked"),
                otherwise: steps => steps.SendEmail("nudge", template: "nudge", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend))
            .SendEmail("bye", template: "voucher-bye");
    });

    /// <summary>
    /// Journeys that events start and end: an abandoned cart, and one after a purchase. The first has the highest priority under a cap.
    /// </summary>
    internal static IReadOnlyList<JourneyDefinition> ByEvents(int seed) => [LeftCart(seed), AfterPurchase()];

    private static JourneyDefinition LeftCart(int seed) => JourneyDefinition.Build(LeftCartName, journey =>
    {
        journey.Enroll.On(EventNames.CartItemAdded).ReEntry(ReEntry.PerKey("cart"));
        journey.Goal.On(EventNames.Purchase).Within(Days(20));
        journey.Priority(seed % 4 == 0 ? 0 : 5);
        journey.ExitOn("bought-cart", EventNames.Purchase);
        journey.ExitOn("emptied-cart", EventNames.CartUpdated, when: !Customer.HasCart());
        journey.ExitOn("unsubscribed-cart", new EventPattern(EventNames.Unsubscribed).Where("channel", "push"));

        journey.Steps
            .WaitForSilence("cart-silent", Hours(1), EventNames.CartItemAdded, EventNames.CartUpdated)
            .Recommend("cart-picks", 3, recommend => recommend.WhenNone(none => none.RecordEvent("cart-unpicked", "nothing-picked")))
            .SendEmail("your-cart", template: "cart-left", options: send =>
            {
                send.Recommendations = new RecommendationBlock { ChosenBy = "cart-picks" };
                send.DeferUpTo = Days(1);
                send.FallbackTo(Channel.Push, "cart-left").FallbackTo(Channel.Sms, "cart-left");
            })
            .Wait("cart-sleep", Hours(18))
            .IssueVoucher("cart-voucher", offer: "ten")
            .SendSms("cart-code", template: "voucher-cart", options: send =>
            {
                send.OnAmbiguous = AmbiguityPolicy.Resend;
                send.FallbackTo(Channel.Email, "voucher-cart");
            })
            .WaitForSilence("cart-still-silent", Hours(5), EventNames.CartItemAdded)
            .Send("cart-last", Channel.Push, template: "cart-left", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend);
    });

    private static JourneyDefinition AfterPurchase() => JourneyDefinition.Build(new JourneyName("after-purchase"), journey =>
    {
        journey.Enroll.On(EventNames.Purchase).ReEntry(ReEntry.Always);
        journey.Priority(-1);
        journey.ExitOn("complained", EventNames.MessageComplained);

        journey.Steps
            .SendEmail("receipt", template: "receipt", options: send =>
            {
                send.Topic = Topic.Transactional;
                send.OnAmbiguous = AmbiguityPolicy.Resend;
            })
            .WaitFor("review", Review, timeout: Hours(20),
                received: steps => steps.SendEmail("thank", template: "thank", options: send => send.FallbackTo(Channel.Sms, "thank")
                    .WhenSent(sent => sent.RecordEvent("thanked-indeed", "was-thanked"))
                    .WhenRefused(refused => refused.Send("thank-anyway", Channel.Push, template: "thank"))),
                timedOut: steps => steps.RecordEvent("unreviewed", "not-reviewed")
                    .Send("ask", Channel.Push, template: "ask", options: send => send.FallbackTo(Channel.Email, "ask")))
            .Repeat("gifts", 2, steps => steps
                .IssueVoucher("gift", offer: "ten")
                .RecordEvent("gave", "gift-given")
                .Wait("gift-pause", Hours(7))
                .SendSms("gift-code", template: "voucher-gift", options: send => send.DeferUpTo = Hours(20)));
    });
}
