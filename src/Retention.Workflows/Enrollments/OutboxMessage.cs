using Retention.Workflows.Enrollments;

namespace Retention.Workflows.Storage;

/// <summary>A message on its way to a customer, as it is stored: what to send, never the rendered text.</summary>
public sealed record OutboxMessage
{
    /// <summary>The message's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The enrollment that sends it.</summary>
    public required EnrollmentId Enrollment { get; init; }

    /// <summary>The journey of the enrollment.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version; its definition says how the step sends.</summary>
    public required int Version { get; init; }

    /// <summary>The step that sends it.</summary>
    public required string Step { get; init; }

    /// <summary>Which visit of the step, 1 for the first.</summary>
    public int Visit { get; init; } = 1;

    /// <summary>Which of the step's channels: 0 for its own, then its fallbacks from 1 on.</summary>
    public int Choice { get; init; }

    /// <summary>To whom.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The code of the voucher that it shows; none when it shows none.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>When the step queued it, in UTC.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it may leave next, in UTC; none once its fate is decided or it is being handed over.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>How often it was handed over.</summary>
    public int Attempt { get; init; }

    /// <summary>The worker that hands it over, while <see cref="MessageStatus.Dispatching"/>.</summary>
    public long? Worker { get; init; }

    /// <summary>When its fate was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was not sent, or not yet; in kebab case or the provider's code.</summary>
    public string? Reason { get; init; }

    /// <summary>The same at every retry of this message, and never of another.</summary>
    public string IdempotencyKey => Choice == 0 ? StepKey.Of(Enrollment, Step, Visit) : $"{StepKey.Of(Enrollment, Step, Visit)}/{Channel}";
}

/// <summary>Where a message stands. The numbers are stored and never change.</summary>
public enum MessageStatus
{
    /// <summary>Waits in the outbox.</summary>
    Queued = 0,

    /// <summary>Is being handed over this moment; after a crash its fate is unknown.</summary>
    Dispatching = 1,

    /// <summary>The channel accepted it.</summary>
    Sent = 2,

    /// <summary>Nobody can tell whether it was delivered, and the step says to take it for sent.</summary>
    AssumedSent = 3,

    /// <summary>Not sent, for a reason of ours: no consent, no address, voucher expired.</summary>
    Refused = 4,

    /// <summary>Not sent: the provider refused it for good.</summary>
    Rejected = 5,

    /// <summary>Not sent: the enrollment exited before the hand-over.</summary>
    Withdrawn = 6,

    /// <summary>Not sent: the last retry failed too. Visible, and resumable.</summary>
    Dead = 7,
}
