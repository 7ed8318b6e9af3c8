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

/// <summary>Waits for an event of the customer, at most for a period. Ports <c>Received</c> and <c>TimedOut</c>.</summary>
[Activity("CustomerJourneys", "Customer journeys / Waits", "Waits for an event of the customer, up to a time limit.",
    DisplayName = "Wait for customer event")]
[FlowNode("Received", "TimedOut")]
public sealed class WaitForCustomerEvent : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public WaitForCustomerEvent([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name.</summary>
    [Input(Description = "The event's name, such as purchase.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    /// <summary>Filters on the event's properties, in the JSON form of journeys; default none.</summary>
    [Input(
        Description = "Filters on the event's properties, as JSON. Default: none.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Where { get; set; }

    /// <summary>The maximum wait as an ISO 8601 duration such as <c>P2D</c>.</summary>
    [Input(Description = "The time limit, as an ISO 8601 duration such as P2D.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Timeout { get; set; }

    internal override string StepKind => "wait-for-event";

    internal override string PortOf(string outcome) => outcome == "received" ? "Received" : "TimedOut";

    internal override void Fill(StepForm form)
    {
        form.Text("event", Event, nameof(Event));
        form.Json("where", Where, nameof(Where));
        form.Text("timeout", Timeout, nameof(Timeout));
    }
}
