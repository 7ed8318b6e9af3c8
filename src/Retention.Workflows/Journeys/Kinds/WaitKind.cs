using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class WaitKind() : StepKind<WaitStep>("wait", Required("period"))
{
    internal override StepShape Shape => StepShape.Wait;

    protected override WaitStep Read(string name, JsonReading json) => new() { Name = name, Period = json.Period("period") ?? default };

    protected override void Write(WaitStep step, Utf8JsonWriter json) => json.Write("period", step.Period);

    protected override string Describe(WaitStep step) => $"wait {step.Period.ToText()}";

    protected override void Check(WaitStep step, ValidationContext at) => at["period"].Require(!step.Period.IsZero, "A wait must be longer than nothing.");
}
