using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class IfKind() : StepKind<IfStep>("if", Required("condition"), Required("then"), Optional("otherwise"))
{
    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) => branch == 0 ? ".then" : ".otherwise";

    protected override IfStep Read(string name, JsonReading json) =>
        new() { Name = name, Condition = json.Condition("condition"), Then = json.Steps("then"), Otherwise = json.Steps("otherwise") };

    protected override void Write(IfStep step, Utf8JsonWriter json)
    {
        json.Write("condition", step.Condition);
        json.Write("then", step.Then);
        if (step.Otherwise.Count > 0)
            json.Write("otherwise", step.Otherwise);
    }

    protected override string Describe(IfStep step) => $"if {step.Condition.Describe()}";

    protected override void Check(IfStep step, ValidationContext at) => at["condition"].Condition(step.Condition);
}
