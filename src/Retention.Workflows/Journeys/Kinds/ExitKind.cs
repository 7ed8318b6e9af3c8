using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class ExitKind() : StepKind<ExitStep>("exit", Optional("when"))
{
    internal override StepShape Shape => StepShape.End;

    protected override ExitStep Read(string name, JsonReading json) => new() { Name = name, When = json.OptionalCondition("when") };

    protected override void Write(ExitStep step, Utf8JsonWriter json)
    {
        if (step.When is { } when)
            json.Write("when", when);
    }

    protected override string Describe(ExitStep step) => step.When switch
    {
        null => "exit",
        NotCondition opposite => $"exit unless {opposite.Part.Describe()}",
        var condition => $"exit if {condition.Describe()}",
    };

    protected override StepEnd EndOf(ExitStep step) => step.When is null ? StepEnd.Always : StepEnd.Sometimes;

    protected override void Check(ExitStep step, ValidationContext at)
    {
        if (step.When is { } when)
            at["when"].Condition(when);
    }
}
