namespace Retention.Workflows.Journeys.Steps;

internal sealed class WaitStepType : StepType<WaitStep>
{
    public override string Kind => "wait";

    public override StepShape Shape => StepShape.Wait;

    internal override bool IsWait => true;

    protected override void Define(StepFields<WaitStep> fields) => fields.Period("period", step => step.Period);

    public override string Describe(WaitStep step) => $"wait {step.Period.ToText()}";

    internal override IEnumerable<Period> LongestStay(WaitStep step) => [step.Period];
}
