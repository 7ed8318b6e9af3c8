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

/// <summary>Whether the customer bought after a step was reached, usually a wait.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions", "Checks whether the customer bought after a step was reached, usually a wait.",
    DisplayName = "Purchased since wait")]
public sealed class PurchasedSinceWait : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public PurchasedSinceWait([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The step's name.</summary>
    [Input(Description = "The step's name, which is the name of its activity.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Wait { get; set; }

    internal override string? InputOf(IReadOnlyList<string> path) => path[0] == "condition" ? nameof(Wait) : base.InputOf(path);

    internal override JsonNode? ToCondition(StepForm form)
    {
        var window = new JsonObject { ["kind"] = "since-step" };
        if (form.Value(Wait, nameof(Wait)) is { } step)
            window["step"] = step;
        return new JsonObject { ["kind"] = "event-count", ["event"] = EventNames.Purchase.Value,
            ["count"] = new JsonObject { ["atLeast"] = 1 }, ["window"] = window };
    }
}
