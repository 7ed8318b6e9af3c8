using Retention.Workflows;
using static Retention.Workflows.Period;

namespace Swiftmotion.Churn;

/// <summary>
/// Wins back customers who are about to leave: an offer, a voucher, a reminder, and a text message for customers who did not open the mail.
/// </summary>
public sealed class ChurnJourney : IJourney
{
    public static JourneyName Name => new("swiftmotion-churn");

    public static void Define(JourneyBuilder journey)
    {
        journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
            .When(Customer.InSegment(RfmSegment.AboutToSleep, RfmSegment.CannotLoseThem, RfmSegment.AtRisk)
                & Customer.Had("being-warmed-up").InLast(Months(6)).Never());
        journey.Goal.On(EventNames.Purchase).Within(Days(30));

        journey.Steps
            .RecordEvent("warm-up", "being-warmed-up")
            .ExitUnless("reachable", Customer.HasAddress(Channel.Email))
            .SendEmail("offer", template: "personal-offer", recommend: 6)
            .Wait("think", Days(10))
            .ExitIf("bought-after-offer", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "comeback-20")
            .SendEmail("voucher-mail", template: "voucher")
            .Wait("use-it", Days(7))
            .ExitIf("bought-with-voucher", Customer.PurchasedSince("use-it"))
            .SendEmail("reminder", template: "voucher-expires")
            .Wait("last-days", Days(3))
            .ExitIf("bought-at-last", Customer.PurchasedSince("last-days"))
            .If("saw-it", Customer.Opened("voucher-mail"),
                then: steps => steps.Exit("not-motivated"),
                otherwise: steps => steps.SendSms("sms", template: "voucher-sms"));
    }
}
