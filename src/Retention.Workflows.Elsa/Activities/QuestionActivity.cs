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

/// <summary>A condition about the customer, with the ports <c>True</c> and <c>False</c>.</summary>
[FlowNode("True", "False")]
public abstract class QuestionActivity : JourneyActivity
{
    private protected QuestionActivity(string? source, int? line) : base(source, line)
    {
    }

    internal sealed override string StepKind => "if";

    internal sealed override string? PortOf(string outcome) => outcome == "yes" ? "True" : "False";

    internal sealed override string? BranchPort(string label) => label == "then" ? "True" : "False";

    internal sealed override void Fill(StepForm form)
    {
        form.Set("condition", ToCondition(form));
        form.Set("then", new JsonArray());
    }

    /// <summary>The condition in its JSON form.</summary>
    internal abstract JsonNode? ToCondition(StepForm form);

    /// <summary>A window of the last months and days; null for all time.</summary>
    private protected static JsonNode? InLast(StepForm form, Input<int?>? months, Input<int?>? days)
    {
        var (monthCount, dayCount) = (form.Units(months, "Months"), form.Units(days, "Days"));
        if (monthCount == 0 && dayCount == 0)
            return null;
        return new JsonObject { ["kind"] = "in-last", ["period"] = FormattableString.Invariant(
            $"P{(monthCount != 0 ? $"{monthCount}M" : "")}{(dayCount != 0 ? $"{dayCount}D" : "")}") };
    }
}
