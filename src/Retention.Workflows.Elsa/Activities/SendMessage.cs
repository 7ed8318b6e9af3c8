using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Designer;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Queues a message to the customer in the outbox, with fallback channels if the first one refuses.</summary>
[Activity("CustomerJourneys", "Customer journeys / Messages", "Sends a message over the first channel that can deliver it, once per visit.",
    DisplayName = "Send message")]
[FlowNode("Done", "Sent", "Refused")]
public sealed class SendMessage : SendActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SendMessage([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The first channel.</summary>
    [Input(Description = "The first channel.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ChannelOptions))]
    public Input<string?>? Channel { get; set; }

    /// <summary>
    /// Fallback channels in the order of attempts, in the JSON form of journeys: <c>[{ "channel": "sms", "template": "text" }]</c>.
    /// </summary>
    [Input(Description = "Other channels to try, as a JSON list of objects with channel, template and when.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Fallbacks { get; set; }

    internal override void Fill(StepForm form)
    {
        form.Text("channel", Channel, nameof(Channel));
        base.Fill(form);
        form.Json("fallbacks", Fallbacks, nameof(Fallbacks));
    }
}
