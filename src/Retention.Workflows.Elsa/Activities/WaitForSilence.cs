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

/// <summary>Waits until no matching event has happened to the customer for a period. Each matching event restarts the period.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Waits",
    "Waits until none of these events occurred for a period. Each occurrence restarts the period.",
    DisplayName = "Wait for silence")]
public sealed class WaitForSilence : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public WaitForSilence([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The events that restart the period, in the JSON form of journeys: <c>[{ "event": "cart-updated" }]</c>.</summary>
    [Input(Description = "The events that restart the period, as a JSON list of event patterns.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Events { get; set; }

    /// <summary>The period without events, as an ISO 8601 duration such as <c>PT1H</c>.</summary>
    [Input(Description = "The period without events, as an ISO 8601 duration such as PT1H.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Period { get; set; }

    internal override string StepKind => "wait-for-silence";

    internal override void Fill(StepForm form)
    {
        form.Json("events", Events, nameof(Events));
        form.Text("period", Period, nameof(Period));
    }
}
