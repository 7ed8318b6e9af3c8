using Retention.Workflows.Journeys.Json;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class RecommendStepType : StepType<RecommendStep>
{
    public override string Kind => "recommend";

    internal override bool Chooses => true;

    internal override HostService Calls => HostService.Recommender;

    protected override void Define(StepFields<RecommendStep> fields)
    {
        fields.Integer("count", step => step.Count).Optional().Always();
        fields.Choice("strategy", step => step.Strategy).Optional().Unchecked();
        fields.Number("minPrice", step => step.MinPrice).Optional();
        fields.Number("maxPrice", step => step.MaxPrice).Optional();
        fields.Texts("categories", step => step.Categories).Optional().Unchecked();
        fields.Flag("bestSellers", step => step.BestSellers).Optional();
        fields.Steps("chosen", step => step.Chosen).Optional();
        fields.Steps("none", step => step.None).Optional();
    }

    public override string Describe(RecommendStep step) =>
        $"choose {RecommendationBlockForm.DescribeChoice(step.ToBlock())}{(step.BestSellers ? "" : ", no best sellers")}";

    protected override void Validate(RecommendStep step, ValidationContext at) => RecommendationBlockForm.CheckChoice(step.ToBlock(), at);
}
