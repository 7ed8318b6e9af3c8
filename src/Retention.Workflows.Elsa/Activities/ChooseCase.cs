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

/// <summary>Takes the first case whose condition is true. Each case is a port, and so is <c>otherwise</c>.</summary>
[Activity("CustomerJourneys", "Customer journeys / Flow",
    "Continues at the first case whose condition is true. Each case is a port; the port otherwise is taken if no case matches.", DisplayName = "Choose case")]
[FlowNode("otherwise")]
public sealed class ChooseCase : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public ChooseCase([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The cases in order of evaluation, in the JSON form of journeys: <c>[{ "name": "big", "when": { ... } }]</c>.</summary>
    [Input(Description = "The cases, as a JSON list of objects with name and when.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Cases { get; set; }

    internal override string StepKind => "switch";

    internal override string PortOf(string outcome) => outcome;

    internal override void Fill(StepForm form) => form.Json("cases", Cases, nameof(Cases));
}
