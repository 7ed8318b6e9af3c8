using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class RecordEventKind() : StepKind<RecordEventStep>("record-event", Required("event"))
{
    protected override RecordEventStep Read(string name, JsonReading json) => new() { Name = name, Event = json.Event("event") };

    protected override void Write(RecordEventStep step, Utf8JsonWriter json) => json.WriteString("event", step.Event.Value);

    protected override string Describe(RecordEventStep step) => $"record {step.Event}";

    protected override void Check(RecordEventStep step, ValidationContext at) => at["event"].Given(step.Event);
}
