using System.Text.Json.Serialization;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>One customer's enrollment in one version of a journey, as stored.</summary>
public sealed record Enrollment
{
    /// <summary>The enrollment's id.</summary>
    public required EnrollmentId Id { get; init; }

    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version, 1 or more. It does not change unless a later version moves its active enrollments.</summary>
    public required int Version { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The key that makes this enrollment unique for the journey and customer. The re-entry rule decides its content.</summary>
    public required string EntryKey { get; init; }

    /// <summary>The time of the enrollment, in UTC.</summary>
    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>The state of the enrollment: active, or how it ended.</summary>
    public required EnrollmentStatus Status { get; init; }

    /// <summary>The current step, or the last step if the enrollment has ended. Null before the first step.</summary>
    public string? Step { get; init; }

    /// <summary>
    /// The time of the next execution, in UTC; null if the enrollment has ended, is stuck, or only waits for its messages to leave.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>
    /// True if it is held: <see cref="DueAt"/> has come, but its journey is paused. It is not due until the journey resumes.
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>Further state, such as the times when steps were reached and the last voucher.</summary>
    public EnrollmentState State { get; init; } = EnrollmentState.Empty;

    /// <summary>The number of consecutive failures of the current step.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// The outcome: the exit's name, <c>completed</c>, or the error if the enrollment is stuck. Null while it is active, except that an
    /// enrollment in <see cref="EnrollmentStatus.Delivering"/> has the outcome that it will end with.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>The time when the enrollment ended, in UTC; null while it is active.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The time when the goal was reached, in UTC; null if it was not reached.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }
}
