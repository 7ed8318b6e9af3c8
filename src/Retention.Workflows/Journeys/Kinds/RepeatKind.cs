using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class RepeatKind() : StepKind<RepeatStep>("repeat", Required("times"), Optional("until"), Required("steps"))
{
    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) => ".steps";

    protected override RepeatStep Read(string name, JsonReading json) =>
        new() { Name = name, Times = json.Integer("times") ?? 0, Until = json.OptionalCondition("until"), Steps = json.Steps("steps") };

    protected override void Write(RepeatStep step, Utf8JsonWriter json)
    {
        json.WriteNumber("times", step.Times);
        if (step.Until is { } until)
            json.Write("until", until);
        json.Write("steps", step.Steps);
    }

    protected override string Describe(RepeatStep step) =>
        $"repeat {step.Times} times{(step.Until is { } until ? $", until {until.Describe()}" : "")}";

    protected override void Check(RepeatStep step, ValidationContext at)
    {
        at["times"].Require(step.Times is >= 1 and <= RepeatStep.MaxTimes, $"Steps are repeated 1 to {RepeatStep.MaxTimes} times.");
        at["steps"].Require(step.Steps.Count > 0 || at.IsLed, "There is nothing to be repeated.");
        if (step.Until is { } until)
            at["until"].Condition(until);
    }
}
