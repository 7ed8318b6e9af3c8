namespace Retention.Workflows;

/// <summary>The number of enrollments at a step.</summary>
/// <param name="Version">The journey's version.</param>
/// <param name="Step">The step.</param>
/// <param name="Status">Active, awaiting a callback, or stuck.</param>
/// <param name="Count">The number of enrollments.</param>
public readonly record struct StepPopulation(int Version, string Step, EnrollmentStatus Status, long Count);
