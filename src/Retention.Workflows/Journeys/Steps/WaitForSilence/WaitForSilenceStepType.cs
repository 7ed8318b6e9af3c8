using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class WaitForSilenceStepType : StepType<WaitForSilenceStep>
{
    private static readonly FieldForm Patterns = new(
        (json, name) => (IReadOnlyList<EventPattern>)[.. json.List(name).Select(item => EventPatternForm.Read(item, json.Context))],
        (json, name, value, _) =>
        {
            json.WriteStartArray(name);
            foreach (var pattern in (IReadOnlyList<EventPattern>)value)
            {
                json.WriteStartObject();
                EventPatternForm.Write(pattern, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        () => SchemaRef.List("eventPattern"))
    {
        Missing = () => (IReadOnlyList<EventPattern>)[],
        Check = (value, at) =>
        {
            foreach (var (index, pattern) in ((IReadOnlyList<EventPattern>)value).Index())
                EventPatternForm.Check(pattern, at[index]);
        },
    };

    public override string Kind => "wait-for-silence";

    public override StepShape Shape => StepShape.Wait;

    internal override bool IsWait => true;

    internal override bool NeedsArrival => true;

    protected override void Define(StepFields<WaitForSilenceStep> fields)
    {
        fields.Add("events", step => step.Events, Patterns);
        fields.Period("period", step => step.Period);
    }

    public override string Describe(WaitForSilenceStep step) =>
        $"wait until no {string.Join(" or ", step.Events)} for {step.Period.ToText()}";

    protected override void Validate(WaitForSilenceStep step, ValidationContext at) =>
        at["events"].Require(step.Events.Count > 0, "Name at least one event that restarts the wait.");

    internal override IEnumerable<Period> LongestStay(WaitForSilenceStep step) => [step.Period];
}
