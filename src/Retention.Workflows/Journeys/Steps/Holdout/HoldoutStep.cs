namespace Retention.Workflows.Journeys;

/// <summary>Keeps a share of those who come out of the journey, always the same customers, to measure what it brings.</summary>
/// <remarks>Whoever is held out gets nothing and ends here, with the step's name as outcome; what they buy is still counted towards the goal, under <c>held-out</c>.</remarks>
public sealed record HoldoutStep : JourneyStep
{
    /// <summary>How many percent are held out, above 0 and below 100, with at most two decimals.</summary>
    public required decimal Percent { get; init; }

    /// <summary>The experiment's id in kebab case, stable when the journey or step is renamed; default: journey and step name.</summary>
    public string? Experiment { get; init; }
}
