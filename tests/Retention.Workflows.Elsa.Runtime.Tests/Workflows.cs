using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Sends, waits, asks, gives a voucher, sends: begun by the host.</summary>
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
