using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Sends, waits, asks, issues a voucher, sends; started by the host.</summary>
internal sealed class WinBack : WorkflowBase
{
    internal const string Id = "win-back";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        builder.Root = Chart(null);
    }

    internal static Flowchart Chart(IActivity? trigger)
    {
        var offer = new SendEmail { Id = "offer", Template = new("hello") };
        var think = new WaitFor { Id = "think", Days = new(10) };
        var bought = new PurchasedSinceWait { Id = "bought", Wait = new("think") };
        var voucher = new IssueVoucher { Id = "voucher", Offer = new("ten") };
        var mail = new SendEmail { Id = "voucher-mail", Template = new("hello") };
        var chart = new Flowchart
        {
            Id = "chart",
            Start = trigger ?? offer,
            Activities = { offer, think, bought, voucher, mail },
            Connections =
            {
                new Connection(offer, think),
                new Connection(think, bought),
                new Connection(new Endpoint(bought, "False"), new Endpoint(voucher)),
                new Connection(voucher, mail),
            },
        };
        if (trigger is not null)
        {
            trigger.SetCanStartWorkflow(true);
            chart.Activities.Add(trigger);
            chart.Connections.Add(new Connection(trigger, offer));
        }

        return chart;
    }
}

/// <summary>The same, started by an event, once for each cart.</summary>
internal sealed class CartWinBack : WorkflowBase
{
    internal const string Id = "cart-win-back";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        builder.Root = WinBack.Chart(new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left"), Key = new("cart"),
            Where = new("""[{ "key": "size", "greater": 2 }]""") });
    }
}

/// <summary>The same for customers who enter a segment.</summary>
internal sealed class RiskWinBack : WorkflowBase
{
    internal const string Id = "RiskWinBack";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        builder.Root = WinBack.Chart(new SegmentEntered { Id = "came", Segments = new(["at-risk", "lost"]) });
    }
}

/// <summary>The same every month, for the audience.</summary>
internal sealed class MonthlyWinBack : WorkflowBase
{
    internal const string Id = "monthly-win-back";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        builder.Root = WinBack.Chart(new JourneySchedule
        {
            Id = "monthly", Every = new("monthly"), Day = new("1"), At = new("09:00"),
            Audience = JourneyTrigger.Among(Customer.Had("asleep").AtLeastOnce()),
        });
    }
}

/// <summary>Waits for a review. Sends thanks after a day without further reviews, or another mail when no review comes in time.</summary>
internal sealed class Listening : WorkflowBase
{
    internal const string Id = "listening";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        var wait = new WaitForCustomerEvent { Id = "wait", Event = new("review-written"), Timeout = new("P5D") };
        var thanks = new SendEmail { Id = "thanks", Template = new("hello") };
        var silence = new WaitForSilence { Id = "silence", Events = new("""[{ "event": "review-written" }]"""), Period = new("P1D") };
        var late = new SendEmail { Id = "late", Template = new("hello") };
        builder.Root = new Flowchart
        {
            Id = "chart",
            Start = wait,
            Activities = { wait, thanks, silence, late },
            Connections =
            {
                new Connection(new Endpoint(wait, "Received"), new Endpoint(silence)),
                new Connection(silence, thanks),
                new Connection(new Endpoint(wait, "TimedOut"), new Endpoint(late)),
            },
        };
    }
}

/// <summary>Branches on the delivery of its mail.</summary>
internal sealed class DeliveryAsked : WorkflowBase
{
    internal const string Id = "delivery-asked";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        var mail = new SendEmail { Id = "mail", Template = new("hello") };
        var another = new SendEmail { Id = "another", Template = new("hello") };
        var note = new RecordEvent { Id = "note", Event = new("not-reached") };
        builder.Root = new Flowchart
        {
            Id = "chart",
            Start = mail,
            Activities = { mail, another, note },
            Connections =
            {
                new Connection(new Endpoint(mail, "Sent"), new Endpoint(another)),
                new Connection(new Endpoint(mail, "Refused"), new Endpoint(note)),
            },
        };
    }
}
