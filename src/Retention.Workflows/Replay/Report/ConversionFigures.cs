namespace Retention.Workflows.Replay;

/// <summary>Enrollments that reached the goal, and their revenue.</summary>
/// <param name="Count">The number of enrollments; each counts once.</param>
/// <param name="Revenue">The sum of the amounts of the events that reached the goal, in the report's currency.</param>
public readonly record struct ConversionFigures(long Count, decimal Revenue);
