using System.Globalization;

namespace Retention.Workflows.Enrollments;

/// <summary>
/// The idempotency key of a step's action. It is derived from enrollment, step and visit, and is the same at every retry.
/// </summary>
internal static class StepKey
{
    internal static string Of(EnrollmentId enrollment, string step, int visit = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"{enrollment.Partition}-{enrollment.Number}/{step}/{visit}");
}
