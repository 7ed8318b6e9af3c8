using System.Globalization;
using System.Text.Json;
using static Retention.Workflows.JsonField;

namespace Retention.Workflows;

internal sealed class WaitUntilKind() : StepKind<WaitUntilStep>("wait-until", Required("timeOfDay"))
{
    internal override StepShape Shape => StepShape.Wait;

    protected override WaitUntilStep Read(string name, JsonReading json) => new() { Name = name, TimeOfDay = json.Time("timeOfDay") ?? default };

    protected override void Write(WaitUntilStep step, Utf8JsonWriter json) => json.Write("timeOfDay", step.TimeOfDay);

    protected override string Describe(WaitUntilStep step) =>
        $"wait until {step.TimeOfDay.ToString(step.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}";
}
