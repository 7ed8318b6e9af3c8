namespace Retention.Workflows;

/// <summary>
/// The outcomes of enrollments besides the names of exit steps and exit rules: values of <see cref="Enrollment.Outcome"/>. The strings
/// are stored
/// and never change.
/// </summary>
public static class EnrollmentOutcomes
{
    /// <summary>The enrollment reached the end of the journey.</summary>
    public const string Completed = "completed";

    /// <summary>The goal was reached, and the journey ends at its goal.</summary>
    public const string Goal = "goal";

    /// <summary>A version was published that ends the enrollments of earlier ones.</summary>
    public const string NewVersion = "new-version";

    /// <summary>An operator cancelled it, or its workflow was cancelled in the engine that stores it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its wait ended while the journey was paused, and the journey's lateness policy is to exit.</summary>
    public const string Late = "late";

    /// <summary>The date to wait for is in the past, and the step ends the enrollment in that case.</summary>
    public const string DatePast = "date-past";

    /// <summary>The customer has no such date.</summary>
    public const string NoDate = "no-date";

    /// <summary>The date of the customer cannot be read.</summary>
    public const string UnreadableDate = "unreadable-date";

    /// <summary>Its version does not contain its current step; it is stuck.</summary>
    public const string UnknownStep = "unknown-step";

    /// <summary>
    /// The engine failed at its step, by an error of its own. A colon and the type of the exception follow. The enrollment is not over: it
    /// is tried again every hour.
    /// </summary>
    public const string InternalError = "internal-error";
}
