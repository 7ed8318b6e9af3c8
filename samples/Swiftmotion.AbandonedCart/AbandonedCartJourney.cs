using Retention.Workflows;
using static Retention.Workflows.Period;

namespace Swiftmotion.AbandonedCart;

/// <summary>
/// Reminds customers of an abandoned cart: two mails, push, then WhatsApp or Viber, a text message last. Each message offers more than the
/// one before.
/// </summary>
public sealed class AbandonedCartJourney : IJourney
{
    public static JourneyName Name => new("swiftmotion-abandoned-cart");

    public static void Define(JourneyBuilder journey)
    {
        journey.Enroll.On(EventNames.CartItemAdded)
            .When(!Customer.InSegment(RfmSegment.Champions))
            .ReEntry(ReEntry.AfterExit(Days(7)));
        journey.Goal.On(EventNames.Purchase).Within(Days(14));

        journey.ExitOn("bought-in-store", new EventPattern(EventNames.Purchase).Where("channel", "store"));
        journey.ExitOn("bought", EventNames.Purchase);
        journey.ExitOn("became-champion", new EventPattern(EventNames.SegmentChanged).Where("to", "champions"));
        journey.ExitOn("took-all-out", EventNames.CartItemRemoved, when: !Customer.HasCart());
        journey.ExitOn("cart-emptied", EventNames.CartUpdated, when: !Customer.HasCart());

        var isWorthAText = Customer.CartTotalAtLeast(150)
            | Customer.InSegment(RfmSegment.Promising, RfmSegment.PotentialLoyalist, RfmSegment.CannotLoseThem);

        journey.Steps
            .WaitForSilence("abandoned", Hours(1), EventNames.CartItemAdded, EventNames.CartItemRemoved, EventNames.CartUpdated,
                EventNames.CheckoutStarted)
            .SendEmail("your-cart", template: "your-cart", recommend: 3, options: send => send.Recommendations = send.Recommendations! with
            {
                Strategy = RecommendationStrategy.DownSell,
                WhenNone = WhenNoRecommendations.HideBlock,
            })

            // After one day: 10 % off the products of this cart, and the nearest shop that stocks them.
            .Wait("sleep-on-it", Days(1))
            .IssueVoucher("original-cart", offer: "cart-10")
            .SendEmail("cart-voucher", template: "cart-voucher")

            // Then an exclusive offer that expires soon. Customers in the segment "cannot lose them" get the larger discount.
            .Wait("think", Days(2))
            .Switch("exclusive", choice => choice
                .Case("cannot-lose", Customer.InSegment(RfmSegment.CannotLoseThem),
                    steps => steps.IssueVoucher("exclusive-25", offer: "exclusive-25"))
                .Otherwise(steps => steps.IssueVoucher("exclusive-15", offer: "exclusive-15")))
            .Send("push", Channel.Push, template: "exclusive")
            .Wait("a-day", Days(1))
            .Send("chat", Channel.WhatsApp, template: "exclusive", options: send => send.FallbackTo(Channel.Viber, "exclusive"))

            // The last step: a gift for a large cart, free delivery for others. Text messages are expensive, so the journey limits who gets
            // one.
            .Wait("last-days", Days(2))
            .ExitUnless("not-worth-a-text", isWorthAText)
            .Switch("top", choice => choice
                .Case("large", Customer.CartTotalAtLeast(150), steps => steps.IssueVoucher("gift", offer: "cart-gift"))
                .Otherwise(steps => steps.IssueVoucher("delivery", offer: "free-delivery")))
            .SendSms("text", template: "last-call");
    }
}
