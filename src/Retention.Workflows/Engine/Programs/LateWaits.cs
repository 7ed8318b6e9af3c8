using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>Which enrollments follow their journey's lateness policy when it resumes: those whose wait ended meanwhile.</summary>
internal static class LateWaits
{
    /// <summary>Returns what happens to an enrollment at a step; one that does not wait there continues.</summary>
    internal static LatenessPolicy PolicyOf(string? step, EnrollmentStatus status, JourneyProgram? program) =>
        status == EnrollmentStatus.Waiting && !string.IsNullOrEmpty(step)
        && program?.Find(step) is { Type.IsWait: true }
            ? program!.Definition.WhenLate
            : LatenessPolicy.Continue;
}
