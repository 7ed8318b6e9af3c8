using System.Text.Json;
using static Retention.Workflows.JsonField;

namespace Retention.Workflows;

internal sealed class RecordEventKind() : StepKind<RecordEventStep>("record-event", Required("event"))
{
    protected override RecordEventStep Read(string name, JsonReading json) => new() { Name = name, Event = json.Event("event") };

    protected override void Write(RecordEventStep step, Utf8JsonWriter json) => json.WriteString("event", step.Event.Value);

    protected override string Describe(RecordEventStep step) => $"record {step.Event}";

    protected override void Check(RecordEventStep step, ValidationContext at) => at["event"].Given(step.Event);
}
