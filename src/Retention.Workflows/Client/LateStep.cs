namespace Retention.Workflows;

/// <summary>Overdue enrollments at one step.</summary>
/// <param name="Version">Their version.</param>
/// <param name="Step">The step; empty for enrollments that have not begun.</param>
/// <param name="Status">Active, or awaiting a callback.</param>
/// <param name="Count">How many.</param>
/// <param name="Policy">What happens to them. Only waits follow the journey's policy: enrollments that have just entered, are retried or
/// await a callback continue.</param>
public readonly record struct LateStep(int Version, string Step, EnrollmentStatus Status, long Count, LatenessPolicy Policy);
