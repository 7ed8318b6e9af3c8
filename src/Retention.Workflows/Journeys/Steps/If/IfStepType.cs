namespace Retention.Workflows.Journeys.Steps;

internal sealed class IfStepType : StepType<IfStep>
{
    public override string Kind => "if";

    public override StepShape Shape => StepShape.Choice;

    protected override void Define(StepFields<IfStep> fields)
    {
        fields.Condition("condition", step => step.Condition);
        fields.Steps("then", step => step.Then);
        fields.Steps("otherwise", step => step.Otherwise).Optional();
    }

    public override string Describe(IfStep step) => $"if {step.Condition.Describe()}";

    internal override string BranchText(IfStep step, string label, Func<string, string> fit) => label == "then" ? "yes" : "no";
}
