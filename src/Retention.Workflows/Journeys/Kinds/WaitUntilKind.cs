using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WaitUntilKind() : StepKind<WaitUntilStep>("wait-until", Required("timeOfDay"), Optional("day"))
{
    internal override StepShape Shape => StepShape.Wait;

    protected override WaitUntilStep Read(string name, JsonReading json) => 
        new() { Name = name, TimeOfDay = json.Time("timeOfDay") ?? default, Day = json.Choice<DayOfWeek>("day") };

    protected override void Write(WaitUntilStep step, Utf8JsonWriter json)
    {
        json.Write("timeOfDay", step.TimeOfDay);
        if (step.Day is { } day)
            json.Write("day", day);
    }

    protected override string Describe(WaitUntilStep step) =>
        $"wait until {(step.Day is { } day ? $"{day} " : "")}{Schedule.Describe(step.TimeOfDay)}";

    protected override void Check(WaitUntilStep step, ValidationContext at)
    {
        if (step.Day is { } day)
            at["day"].Defined(day);
    }
}
