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

/// <summary>Records an event in the customer's log.</summary>
[Activity("CustomerJourneys", "Customer journeys / Actions", "Records an event of the customer, once per visit.",
    DisplayName = "Record event")]
public sealed class RecordEvent : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public RecordEvent([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The event's name.</summary>
    [Input(Description = "The event's name.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Event { get; set; }

    internal override string StepKind => "record-event";

    internal override void Fill(StepForm form) => form.Text("event", Event, nameof(Event));
}
