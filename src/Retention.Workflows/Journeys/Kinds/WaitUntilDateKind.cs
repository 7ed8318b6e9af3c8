using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WaitUntilDateKind() : StepKind<WaitUntilDateStep>("wait-until-date", Required("date"), Required("timeOfDay"), Required("whenPast"))
{
    internal override StepShape Shape => StepShape.Wait;

    protected override WaitUntilDateStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Date = (json.Item("date") is { } date ? CustomerDateKinds.All.Read(date, json.Context) : null) ?? CustomerDate.Birthday,
        TimeOfDay = json.Time("timeOfDay") ?? default,
        WhenPast = json.Choice<WhenPast>("whenPast") ?? WhenPast.ContinueNow,
    };

    protected override void Write(WaitUntilDateStep step, Utf8JsonWriter json)
    {
        CustomerDateKinds.Write(json, step.Date);
        json.Write("timeOfDay", step.TimeOfDay);
        json.Write("whenPast", step.WhenPast);
    }

    protected override string Describe(WaitUntilDateStep step) => $"wait until {step.Date.Describe()} at {Schedule.Describe(step.TimeOfDay)}; if that is past, " + step.WhenPast switch
    {
        WhenPast.SkipStep => "skip the next step",
        WhenPast.Exit => "exit",
        _ => "go on at once",
    };

    protected override void Check(WaitUntilDateStep step, ValidationContext at) => at["whenPast"].Defined(step.WhenPast);
}
