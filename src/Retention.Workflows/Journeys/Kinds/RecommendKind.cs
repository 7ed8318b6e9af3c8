using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class RecommendKind()
    : StepKind<RecommendStep>("recommend", [.. RecommendationBlockForm.ChoiceFields, Optional("bestSellers"), Optional("chosen"), Optional("none")])
{
    internal override string BranchPath(JourneyStep step, int branch) => branch == 0 ? ".chosen" : ".none";

    protected override RecommendStep Read(string name, JsonReading json)
    {
        var choice = RecommendationBlockForm.ReadChoice(json);
        return new RecommendStep
        {
            Name = name,
            Count = choice.Count,
            Strategy = choice.Strategy,
            MinPrice = choice.MinPrice,
            MaxPrice = choice.MaxPrice,
            Categories = choice.Categories,
            BestSellers = json.Flag("bestSellers") ?? true,
            Chosen = json.Steps("chosen"),
            None = json.Steps("none"),
        };
    }

    protected override void Write(RecommendStep step, Utf8JsonWriter json)
    {
        json.WriteNumber("count", step.Count);
        RecommendationBlockForm.WriteChoice(step.ToBlock(), json);
        if (!step.BestSellers)
            json.WriteBoolean("bestSellers", false);
        if (step.Chosen.Count > 0)
            json.Write("chosen", step.Chosen);
        if (step.None.Count > 0)
            json.Write("none", step.None);
    }

    protected override string Describe(RecommendStep step) => $"choose {RecommendationBlockForm.DescribeChoice(step.ToBlock())}{(step.BestSellers ? "" : ", no best sellers")}";

    protected override void Check(RecommendStep step, ValidationContext at) => RecommendationBlockForm.CheckChoice(step.ToBlock(), at);
}
