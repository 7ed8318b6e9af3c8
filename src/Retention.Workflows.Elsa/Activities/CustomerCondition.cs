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

/// <summary>Evaluates any condition about the customer.</summary>
[Activity("CustomerJourneys", "Customer journeys / Conditions", "Evaluates any condition about the customer, in the JSON form of journeys.",
    DisplayName = "Customer condition")]
public sealed class CustomerCondition : QuestionActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public CustomerCondition([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The condition in the JSON form of journeys.</summary>
    [Input(Description = "The condition, as JSON.", UIHint = InputUIHints.JsonEditor)]
    public Input<string?>? Condition { get; set; }

    /// <summary>Creates the activity from a condition written in C#.</summary>
    public static CustomerCondition Of(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new CustomerCondition { Condition = new Input<string?>(ConditionText.Of(condition)) };
    }

    internal override JsonNode? ToCondition(StepForm form) => form.Json(Condition, nameof(Condition));
}
