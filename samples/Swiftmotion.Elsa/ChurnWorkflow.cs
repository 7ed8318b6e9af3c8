using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows;
using Retention.Workflows.Elsa;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Swiftmotion.Churn;

/// <summary>
/// The churn journey, built by hand from activities: an offer, a voucher, a reminder, and a text message for customers who did not open the
/// mail.
/// </summary>
internal static class ChurnWorkflow
{
    internal static IActivity Build()
    {
        var warmUp = new RecordEvent { Id = "warm-up", Event = new("being-warmed-up") };
        var reachable = Exit("reachable", !Customer.HasAddress(Channel.Email));
        var offer = new SendEmail { Id = "offer", Template = new("personal-offer"), Recommend = new(6) };
        var think = new WaitFor { Id = "think", Days = new(10) };
        var boughtAfterOffer = Exit("bought-after-offer", Customer.PurchasedSince("think"));
        var voucher = new IssueVoucher { Id = "voucher", Offer = new("comeback-20") };
        var voucherMail = new SendEmail { Id = "voucher-mail", Template = new("voucher") };
        var useIt = new WaitFor { Id = "use-it", Days = new(7) };
        var boughtWithVoucher = Exit("bought-with-voucher", Customer.PurchasedSince("use-it"));
        var reminder = new SendEmail { Id = "reminder", Template = new("voucher-expires") };
        var lastDays = new WaitFor { Id = "last-days", Days = new(3) };
        var boughtAtLast = Exit("bought-at-last", Customer.PurchasedSince("last-days"));
        var sawIt = new EmailOpened { Id = "saw-it", Message = new("voucher-mail") };
        var notMotivated = new ExitJourney { Id = "not-motivated" };
        var sms = new SendSms { Id = "sms", Template = new("voucher-sms") };

        IActivity[] oneBehindTheOther = [warmUp, reachable, offer, think, boughtAfterOffer, voucher, voucherMail, useIt, boughtWithVoucher,
            reminder, lastDays, boughtAtLast, sawIt];
        return new Flowchart
        {
            Start = warmUp,
            Activities = [.. oneBehindTheOther, notMotivated, sms],
            Connections =
            [
                .. oneBehindTheOther.Zip(oneBehindTheOther.Skip(1), (from, to) => new Connection(from, to)),
                new Connection(new Endpoint(sawIt, "True"), new Endpoint(notMotivated)),
                new Connection(new Endpoint(sawIt, "False"), new Endpoint(sms)),
            ],
        };
    }

    private static ExitJourney Exit(string name, Condition condition)
    {
        var exit = ExitJourney.If(condition);
        exit.Id = name;
        return exit;
    }
}
