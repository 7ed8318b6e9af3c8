namespace Retention.Workflows;

/// <summary>Enrollments at one step that should have gone on by now.</summary>
/// <param name="Version">The version they are in.</param>
/// <param name="Step">The step; empty for those that did not begin yet.</param>
/// <param name="Status">Active, or waiting for an answer from outside.</param>
/// <param name="Count">How many.</param>
/// <param name="Policy">What becomes of them. Only waits follow the journey's policy: one that has just entered, is retried or waits for an
/// answer goes on.</param>
public readonly record struct LateStep(int Version, string Step, EnrollmentStatus Status, long Count, LatenessPolicy Policy);
