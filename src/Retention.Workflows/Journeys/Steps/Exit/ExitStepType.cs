namespace Retention.Workflows.Journeys.Steps;

internal sealed class ExitStepType : StepType<ExitStep>
{
    public override string Kind => "exit";

    public override StepShape Shape => StepShape.End;

    protected override void Define(StepFields<ExitStep> fields) => fields.Condition("when", step => step.When).Optional();

    public override string Describe(ExitStep step) => step.When switch
    {
        null => "exit",
        NotCondition opposite => $"exit unless {opposite.Part.Describe()}",
        var condition => $"exit if {condition.Describe()}",
    };

    internal override StepEnd EndOf(ExitStep step) => step.When is null ? StepEnd.Always : StepEnd.Sometimes;

    internal override StepSymbol SymbolOf(ExitStep step) => step.When is null ? StepSymbol.Exit : StepSymbol.Choice;
}
