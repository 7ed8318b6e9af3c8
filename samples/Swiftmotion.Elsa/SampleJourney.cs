using Retention.Workflows;
using Retention.Workflows.Elsa;
using Retention.Workflows.Hosting;
using static Retention.Workflows.Period;

namespace Swiftmotion.Churn;

/// <summary>The journey that this sample replays: the churn journey, with an Elsa workflow as its steps.</summary>
internal static class SampleJourney
{
    internal const string Project = "samples/Swiftmotion.Elsa";

    internal static void AddTo(JourneysBuilder journeys) => journeys.AddElsa(
        new JourneyName("swiftmotion-churn"),
        journey =>
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
                .When(Customer.InSegment(RfmSegment.AboutToSleep, RfmSegment.CannotLoseThem, RfmSegment.AtRisk)
                    & Customer.Had("being-warmed-up").InLast(Months(6)).Never());
            journey.Goal.On(EventNames.Purchase).Within(Days(30));
        },
        ChurnWorkflow.Build);
}
