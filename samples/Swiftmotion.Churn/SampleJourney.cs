using Retention.Workflows.Hosting;

namespace Swiftmotion.Churn;

/// <summary>The journey that this sample replays. The sample with Elsa has its own version of this class.</summary>
internal static class SampleJourney
{
    internal const string Project = "samples/Swiftmotion.Churn";

    internal static void AddTo(JourneysBuilder journeys) => journeys.Add<ChurnJourney>();
}
