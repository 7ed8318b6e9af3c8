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

/// <summary>Queues an e-mail to the customer in the outbox.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Messages", "Sends an e-mail to the customer, once per visit.", DisplayName = "Send e-mail")]
[FlowNode("Done", "Sent", "Refused")]
public sealed class SendEmail : SendActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SendEmail([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    internal override void Fill(StepForm form)
    {
        form.Set("channel", Channel.Email.Name);
        base.Fill(form);
    }
}
