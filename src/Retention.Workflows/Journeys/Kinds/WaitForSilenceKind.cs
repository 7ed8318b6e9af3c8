using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WaitForSilenceKind() : StepKind<WaitForSilenceStep>("wait-for-silence", Required("events"), Required("period"))
{
    internal override StepShape Shape => StepShape.Wait;

    protected override WaitForSilenceStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Events = [.. json.List("events").Select(item => EventPatternForm.Read(item, json.Context))],
        Period = json.Period("period") ?? default,
    };

    protected override void Write(WaitForSilenceStep step, Utf8JsonWriter json)
    {
        json.WriteStartArray("events");
        foreach (var pattern in step.Events)
        {
            json.WriteStartObject();
            EventPatternForm.Write(pattern, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Write("period", step.Period);
    }

    protected override string Describe(WaitForSilenceStep step) => $"wait until no {string.Join(" or ", step.Events)} for {step.Period.ToText()}";

    protected override void Check(WaitForSilenceStep step, ValidationContext at)
    {
        at["events"].Require(step.Events.Count > 0, "Say what breaks the silence: one event at least.");
        for (var index = 0; index < step.Events.Count; index++)
            EventPatternForm.Check(step.Events[index], at["events"][index]);
        at["period"].Require(!step.Period.IsZero, "A wait must be longer than nothing.");
    }
}
