using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class HoldoutKind() : StepKind<HoldoutStep>("holdout", Required("percent"), Optional("experiment"))
{
    internal override StepShape Shape => StepShape.End;

    protected override HoldoutStep Read(string name, JsonReading json) =>
        new() { Name = name, Percent = json.Number("percent") ?? 0, Experiment = json.Name("experiment", "experiment") };

    protected override void Write(HoldoutStep step, Utf8JsonWriter json)
    {
        json.Write("percent", step.Percent);
        if (step.Experiment is { } experiment)
            json.WriteString("experiment", experiment);
    }

    protected override string Describe(HoldoutStep step) => string.Create(CultureInfo.InvariantCulture, $"hold {step.Percent:0.##} % out");

    protected override StepEnd EndOf(HoldoutStep step) => StepEnd.Sometimes;

    protected override void Check(HoldoutStep step, ValidationContext at)
    {
        if (step.Experiment is { } experiment)
            at["experiment"].Name(experiment, "experiment");
        if (at["percent"].Require(step.Percent is > 0 and < 100, "A holdout is above 0 and below 100 percent."))
            at["percent"].Require(decimal.Round(step.Percent, 2) == step.Percent, "A holdout has at most two decimal places.");
    }
}
