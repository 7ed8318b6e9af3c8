namespace Retention.Workflows.Journeys.Steps;

internal sealed class WaitUntilStepType : StepType<WaitUntilStep>
{
    public override string Kind => "wait-until";

    public override StepShape Shape => StepShape.Wait;

    internal override bool IsWait => true;

    protected override void Define(StepFields<WaitUntilStep> fields)
    {
        fields.Time("timeOfDay", step => step.TimeOfDay);
        fields.Choice("day", step => step.Day).Optional();
    }

    public override string Describe(WaitUntilStep step) =>
        $"wait until {(step.Day is { } day ? $"{day} " : "")}{Schedule.Describe(step.TimeOfDay)}";

    internal override ClockTime? ClockOf(WaitUntilStep step) => new(step.TimeOfDay, step.Day);

    internal override IEnumerable<Period> LongestStay(WaitUntilStep step) => [Period.Days(7)];
}
