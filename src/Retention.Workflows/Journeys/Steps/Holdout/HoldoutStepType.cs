using System.Globalization;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class HoldoutStepType : StepType<HoldoutStep>
{
    public override string Kind => "holdout";

    public override StepShape Shape => StepShape.End;

    internal override bool IsHoldout => true;

    protected override void Define(StepFields<HoldoutStep> fields)
    {
        fields.Number("percent", step => step.Percent);
        fields.Name("experiment", step => step.Experiment, "experiment").Optional();
    }

    public override string Describe(HoldoutStep step) => string.Create(CultureInfo.InvariantCulture, $"hold out {step.Percent:0.##} %");

    protected override void Validate(HoldoutStep step, ValidationContext at)
    {
        if (at["percent"].Require(step.Percent is > 0 and < 100, "The share of a holdout must be above 0 and below 100 percent."))
            at["percent"].Require(decimal.Round(step.Percent, 2) == step.Percent, "The share of a holdout has at most two decimal places.");
    }

    internal override StepEnd EndOf(HoldoutStep step) => StepEnd.Sometimes;

    internal override StepSymbol SymbolOf(HoldoutStep step) => StepSymbol.Split;
}
