using Retention.Workflows.Enrollments;

namespace Retention.Workflows.Storage;

/// <summary>A message to a customer, as stored in the outbox. It stores what to send, never the rendered text.</summary>
public sealed record OutboxMessage
{
    /// <summary>The message's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The enrollment that sends the message.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>The journey of the enrollment.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version; its definition contains the send step's settings.</summary>
    public required int Version { get; init; }

    /// <summary>The step that sends the message.</summary>
    public required string Step { get; init; }

    /// <summary>The visit of the step; 1 for the first visit.</summary>
    public int Visit { get; init; } = 1;

    /// <summary>The index of the channel: 0 for the step's own channel, 1 and above for its fallbacks.</summary>
    public int Choice { get; init; }

    /// <summary>The recipient.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The channel of the message.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The code of the voucher that the message shows; null if it shows no voucher.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>The time when the step queued the message, in UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>The earliest time of the next hand-over, in UTC; null if the message is being handed over or has a final status.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>
    /// True if it is held: <see cref="DueAt"/> has come, but its journey is paused. It is not due until the journey resumes.
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>The status of the message.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>
    /// The time since which the message waits for its channel, in UTC; null if nothing failed. Set by its first certain failure or by an
    /// outage of its channel, kept until it is decided.
    /// </summary>
    public DateTimeOffset? BlockedSince { get; init; }

    /// <summary>The number of hand-overs so far. Hand-overs that certainly failed count as one together.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// The worker that hands the message over while its status is <see cref="MessageStatus.Dispatching"/>; otherwise null.
    /// </summary>
    public long? Worker { get; init; }

    /// <summary>The time when the message got its final status, in UTC; null before that.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>
    /// The reason why the message was not sent or not yet sent, in kebab case or as the provider's code; null if there is no reason.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The idempotency key of the message: the same at every retry, and different for every other message.</summary>
    public string IdempotencyKey => Choice == 0 ? StepKey.Of(Enrollment, Step, Visit) : $"{StepKey.Of(Enrollment, Step, Visit)}/{Channel}";
}
