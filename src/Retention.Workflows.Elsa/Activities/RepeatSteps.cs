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

/// <summary>
/// Repeats the flow behind the port <c>Again</c> until it returns here the set number of times, then continues at <c>Enough</c>.
/// </summary>
[Activity("CustomerJourneys", "Customer journeys / Flow",
    "Continues at Again each time the path returns here, up to the given number of times, then at Enough.", DisplayName = "Repeat steps")]
[FlowNode("Again", "Enough")]
public sealed class RepeatSteps : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public RepeatSteps([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The maximum number of repetitions, 1 to 100.</summary>
    [Input(Description = "The maximum number of repetitions.")]
    public Input<int?>? Times { get; set; }

    /// <summary>The condition to stop earlier, evaluated before each repetition, in the JSON form of journeys; default never.</summary>
    [Input(Description = "The condition to stop earlier, as JSON. Default: never.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Until { get; set; }

    internal override string StepKind => "repeat";

    internal override string PortOf(string outcome) => outcome == "again" ? "Again" : "Enough";

    internal override string EndPort => "Enough";

    internal override bool PassesBranches => true;

    internal override bool Repeats => true;

    internal override void Fill(StepForm form)
    {
        form.Number("times", Times, nameof(Times));
        form.Json("until", Until, nameof(Until));
        form.Set("steps", new JsonArray());
    }
}
