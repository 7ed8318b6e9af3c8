using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Journeys;

public class JourneyApprovalTests
{
    private static readonly JourneyDefinition Churn = JourneyDefinition.From<ChurnJourney>();

    [Fact]
    public void The_outline_of_the_churn_journey_is_approved() => Approved.ShouldBe(Churn.ToOutline(), "churn.outline.txt");

    [Fact]
    public void The_drawing_of_the_churn_journey_is_approved() => Approved.ShouldBe(Churn.ToMermaid(), "churn.mmd");

    [Fact]
    public void The_json_of_the_churn_journey_is_approved() => Approved.ShouldBe(JourneyJson.Write(Churn) + "\n", "churn.json");

    [Fact]
    public void A_journey_of_all_kinds_is_approved_in_all_forms()
    {
        var journey = JourneyDefinition.From<EveryKindJourney>();

        Approved.ShouldBe(journey.ToOutline(), "every-kind.outline.txt");
        Approved.ShouldBe(journey.ToMermaid(), "every-kind.mmd");
        Approved.ShouldBe(JourneyJson.Write(journey) + "\n", "every-kind.json");
    }
}
