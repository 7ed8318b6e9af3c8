namespace Retention.Workflows.Enrollments;

/// <summary>
/// Handles an ended enrollment whose workflow another engine stores, until that engine was notified. The enrollment counts as ended; the
/// notification is retried.
/// </summary>
internal static class Farewell
{
    private const string Exited = "exited";

    internal static Enrollment Begin(Enrollment ended, DateTimeOffset now) => ended with
    {
        Status = EnrollmentStatus.AwaitingCallback,
        DueAt = now,
        IsHeld = false,
        State = ended.State with { CalledAt = null, Answer = ended.Status == EnrollmentStatus.Exited ? Exited : EnrollmentOutcomes.Completed },
    };

    internal static Enrollment Close(Enrollment enrollment) => enrollment with
    {
        Status = enrollment.State.Answer == Exited ? EnrollmentStatus.Exited : EnrollmentStatus.Completed,
        DueAt = null,
        IsHeld = false,
        Attempt = 0,
        State = enrollment.State with { Workflow = null, Answer = null },
    };

    /// <summary>True if the customer left before the end of the journey.</summary>
    internal static bool HasExited(this Enrollment enrollment) =>
        enrollment.Status == EnrollmentStatus.Exited || (enrollment.EndedAt is not null
            && enrollment is { Status: EnrollmentStatus.AwaitingCallback or EnrollmentStatus.Stuck, State.Answer: Exited });
}
