using Retention.Workflows.Hosting;

namespace Swiftmotion.Churn;

/// <summary>What this sample replays; the sample with Elsa has another one in its place.</summary>
internal static class SampleJourney
{
    internal const string Project = "samples/Swiftmotion.Churn";

    internal static void AddTo(JourneysBuilder journeys) => journeys.Add<ChurnJourney>();
}
