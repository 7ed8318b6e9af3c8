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

/// <summary>A random choice that is always the same for a customer. Each share is a port.</summary>
[Activity("CustomerJourneys", "Customer journeys / Flow", "Assigns each customer to a share at random; a customer always gets the same share. Each share is a port.",
    DisplayName = "Split customers")]
[FlowNode]
public sealed class SplitCustomers : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public SplitCustomers([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The shares in the JSON form of journeys: <c>[{ "name": "a", "percent": 50 }, { "name": "b", "percent": 50 }]</c>.</summary>
    [Input(Description = "The shares, as a JSON list of objects with name and percent. The percents add up to 100.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Shares { get; set; }

    /// <summary>The experiment's id, which keeps the assignment when the journey or step is renamed; default both names.</summary>
    [Input(Description = "The experiment's id. Default: the names of journey and step.", UIHint = InputUIHints.SingleLine,
        Category = "Advanced")]
    public Input<string?>? Experiment { get; set; }

    internal override string StepKind => "split";

    internal override string PortOf(string outcome) => outcome;

    internal override void Fill(StepForm form)
    {
        form.Json("shares", Shares, nameof(Shares));
        form.Text("experiment", Experiment, nameof(Experiment));
    }
}
