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

/// <summary>Puts an e-mail to the customer into the outbox.</summary>
[Activity("CustomerJourneys", "Customer journeys / Messages", "Sends an e-mail to the customer, once a visit.", DisplayName = "Send e-mail")]
[FlowNode("Done", "Sent", "Refused")]
public sealed class SendEmail : SendActivity
{
    /// <summary>Makes one; the inputs are set as properties.</summary>
    public SendEmail([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    internal override void Fill(StepForm form)
    {
        form.Set("channel", Channel.Email.Name);
        base.Fill(form);
    }
}
