using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Queues a push message to the customer in the outbox.</summary>
[Activity("CustomerJourneys", "Customer journeys / Messages", "Sends a push message to the customer, once per visit.",
    DisplayName = "Send push message")]
[FlowNode("Done", "Sent", "Refused")]
public sealed class SendPush : SendActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SendPush([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    internal override void Fill(StepForm form)
    {
        form.Set("channel", Channel.Push.Name);
        base.Fill(form);
    }
}
