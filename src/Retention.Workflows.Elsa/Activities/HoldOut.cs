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

/// <summary>Keeps a share of the customers out, to measure what the journey brings: they leave here, the others go on.</summary>
[Activity("CustomerJourneys", "Customer journeys / Flow", "Keeps a share of the customers out, to measure what the journey brings; the others go on.", DisplayName = "Hold out")]
[FlowNode("Done")]
public sealed class HoldOut : JourneyActivity
{
    /// <summary>Makes one; the inputs are set as properties.</summary>
    public HoldOut([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>How many percent are held out, above 0 and below 100.</summary>
    [Input(Description = "How many percent are held out.")]
    public Input<decimal?>? Percent { get; set; }

    /// <summary>The experiment's id, stable when the journey or step is renamed; default both names.</summary>
    [Input(Description = "The experiment's id; default the names of journey and step.", UIHint = InputUIHints.SingleLine, Category = "Advanced")]
    public Input<string?>? Experiment { get; set; }

    internal override string StepKind => "holdout";

    internal override void Fill(StepForm form)
    {
        form.Number("percent", Percent, nameof(Percent));
        form.Text("experiment", Experiment, nameof(Experiment));
    }
}
