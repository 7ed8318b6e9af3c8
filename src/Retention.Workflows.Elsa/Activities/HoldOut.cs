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

/// <summary>Holds out a share of the customers, to measure the effect of the journey. They exit here; the others continue.</summary>
[Activity("CustomerJourneys", "Customer journeys / Flow",
    "Holds out a share of the customers, to measure the effect of the journey. The others continue.", DisplayName = "Hold out")]
[FlowNode("Done")]
public sealed class HoldOut : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public HoldOut([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The percentage held out, above 0 and below 100.</summary>
    [Input(Description = "The share of customers to hold out, in percent.")]
    public Input<decimal?>? Percent { get; set; }

    /// <summary>The experiment's id, which keeps the assignment when the journey or step is renamed; default both names.</summary>
    [Input(Description = "The experiment's id. Default: the names of journey and step.", UIHint = InputUIHints.SingleLine,
        Category = "Advanced")]
    public Input<string?>? Experiment { get; set; }

    internal override string StepKind => "holdout";

    internal override void Fill(StepForm form)
    {
        form.Number("percent", Percent, nameof(Percent));
        form.Text("experiment", Experiment, nameof(Experiment));
    }
}
