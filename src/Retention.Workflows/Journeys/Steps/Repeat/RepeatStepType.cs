namespace Retention.Workflows.Journeys.Steps;

internal sealed class RepeatStepType : StepType<RepeatStep>
{
    public override string Kind => "repeat";

    public override StepShape Shape => StepShape.Choice;

    internal override bool Repeats => true;

    protected override void Define(StepFields<RepeatStep> fields)
    {
        fields.Integer("times", step => step.Times);
        fields.Condition("until", step => step.Until).Optional();
        fields.Steps("steps", step => step.Steps);
    }

    public override string Describe(RepeatStep step) =>
        $"repeat {step.Times} times{(step.Until is { } until ? $", until {until.Describe()}" : "")}";

    protected override void Validate(RepeatStep step, ValidationContext at)
    {
        at["times"].Require(step.Times is >= 1 and <= RepeatStep.MaxTimes, $"The number of repetitions must be 1 to {RepeatStep.MaxTimes}.");
        at["steps"].Require(step.Steps.Count > 0 || at.IsLed, "A repeat needs at least one step.");
    }

    internal override StepSymbol SymbolOf(RepeatStep step) => StepSymbol.Repeat;

    internal override int TimesInside(RepeatStep step) => step.Times;
}
