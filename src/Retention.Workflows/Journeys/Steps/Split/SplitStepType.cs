using System.Globalization;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class SplitStepType : StepType<SplitStep>
{
    public override string Kind => "split";

    public override StepShape Shape => StepShape.Choice;

    protected override void Define(StepFields<SplitStep> fields)
    {
        fields.Name("experiment", step => step.Experiment, "experiment").Optional();
        fields.List("shares", step => step.Shares, share =>
        {
            share.Name("name", one => one.Name, "share");
            share.Number("percent", one => one.Percent);
            share.Steps("steps", one => one.Steps).Optional();
        });
    }

    public override string Describe(SplitStep step) => $"split {string.Join(", ", step.Shares.Select(share => TextOf(share, share.Name)))}";

    protected override void Validate(SplitStep step, ValidationContext at)
    {
        at["shares"].Require(step.Shares.Count > 0, "A split needs at least one share.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var allFine = true;
        foreach (var (index, share) in step.Shares.Index())
        {
            var here = at["shares"][index];
            if (!names.TryAdd(share.Name, here.Path))
                here["name"].Error($"The share '{share.Name}' is already defined at {names[share.Name]}.");
            allFine &= here["percent"].Require(share.Percent is > 0 and <= 100, "A share must be above 0 and at most 100 percent.")
                && here["percent"].Require(decimal.Round(share.Percent, 2) == share.Percent, "A share has at most two decimal places.");
        }

        var sum = step.Shares.Sum(share => allFine ? share.Percent : 0);
        at["shares"].Require(
            !allFine || step.Shares.Count == 0 || sum == 100,
            string.Create(CultureInfo.InvariantCulture, $"The shares add up to {sum:0.##} percent; they must add up to 100."));
    }

    internal override StepSymbol SymbolOf(SplitStep step) => StepSymbol.Split;

    internal override string BranchText(SplitStep step, string label, Func<string, string> fit) =>
        TextOf(step.Shares.First(share => share.Name == label), fit(label));

    private static string TextOf(SplitShare share, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {share.Percent:0.##} %");
}
