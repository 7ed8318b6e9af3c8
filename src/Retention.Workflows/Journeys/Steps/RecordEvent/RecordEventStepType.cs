namespace Retention.Workflows.Journeys.Steps;

internal sealed class RecordEventStepType : StepType<RecordEventStep>
{
    public override string Kind => "record-event";

    protected override void Define(StepFields<RecordEventStep> fields) => fields.Event("event", step => step.Event);

    public override string Describe(RecordEventStep step) => $"record {step.Event}";

    internal override StepSymbol SymbolOf(RecordEventStep step) => StepSymbol.Record;
}
