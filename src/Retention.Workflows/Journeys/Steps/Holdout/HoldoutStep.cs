namespace Retention.Workflows.Journeys;

/// <summary>Holds out a share of the customers, always the same ones, to measure the effect of the journey.</summary>
/// <remarks>A held-out customer gets no further steps; the enrollment ends with the step's name as outcome. Goal events still count, as
/// <c>held-out</c>.</remarks>
public sealed record HoldoutStep : JourneyStep
{
    /// <summary>The percentage held out, above 0 and below 100, with at most two decimals.</summary>
    public required decimal Percent { get; init; }

    /// <summary>
    /// The experiment's id in kebab case. It keeps the assignment when the journey or step is renamed; default: journey and step name.
    /// </summary>
    public string? Experiment { get; init; }
}
