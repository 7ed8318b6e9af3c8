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

/// <summary>Whether the customer opened a message that a step of this journey sent.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions",
    "Checks whether the customer opened, or clicked a link in, a message that a step of this journey sent.", DisplayName = "E-mail opened")]
public sealed class EmailOpened : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public EmailOpened([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The name of the step that sent the message.</summary>
    [Input(Description = "The name of the step that sent the message.", UIHint = InputUIHints.SingleLine)]
    public Input<string?>? Message { get; set; }

    /// <summary>Whether only opens count that were certainly made by a person; default also uncertain ones.</summary>
    [Input(Description = "If true, only opens that were certainly made by a person count.")]
    public Input<bool?>? HumanOnly { get; set; }

    internal override string? InputOf(IReadOnlyList<string> path) => path[0] == "condition" ? nameof(Message) : base.InputOf(path);

    internal override JsonNode? ToCondition(StepForm form)
    {
        var condition = new JsonObject { ["kind"] = "opened" };
        if (form.Value(Message, nameof(Message)) is { } step)
            condition["step"] = step;
        if (form.Value(HumanOnly, nameof(HumanOnly)) is true)
            condition["humanOnly"] = true;
        return condition;
    }
}
