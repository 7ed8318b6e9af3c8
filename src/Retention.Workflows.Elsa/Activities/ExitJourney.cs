using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Forms;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Ends the journey for the customer, always or if a condition is true. The step's name is the recorded outcome.</summary>
[Activity(
    "CustomerJourneys", "Customer journeys / Flow",
    "Ends the journey for the customer and withdraws queued messages. With a condition, it does so only for customers who match; the others continue.", DisplayName = "Exit journey")]
[FlowNode("Done")]
public sealed class ExitJourney : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public ExitJourney([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The condition, in the JSON form of journeys; default none: always.</summary>
    [Input(Description = "The condition to exit, as JSON. Default: always.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? When { get; set; }

    /// <summary>Creates an exit with a condition.</summary>
    public static ExitJourney If(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ExitJourney { When = new Input<string?>(ConditionText.Of(condition)) };
    }

    internal override string StepKind => "exit";

    internal override bool EndsJourney => !LiteralInput.IsSet(When);

    internal override void Fill(StepForm form) => form.Json("when", When, nameof(When));
}
