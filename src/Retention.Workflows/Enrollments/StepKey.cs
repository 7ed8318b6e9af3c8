using System.Globalization;

namespace Retention.Workflows.Enrollments;

/// <summary>The idempotency key of what a step does: a function of enrollment, step and visit, the same at every retry.</summary>
internal static class StepKey
{
    internal static string Of(EnrollmentId enrollment, string step, int visit = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"{enrollment.Partition}-{enrollment.Number}/{step}/{visit}");
}
