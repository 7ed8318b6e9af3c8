namespace Retention.Workflows.ExternalWorkflows;

/// <summary>A stored journey version whose steps are a workflow.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Version">The version, 1 or more.</param>
public sealed record ExternalJourney(JourneyDefinition Definition, int Version);
