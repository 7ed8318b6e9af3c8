namespace Retention.Workflows.Storage;

/// <summary>The status of a message. The numbers are stored and never change.</summary>
public enum MessageStatus
{
    /// <summary>Waiting in the outbox.</summary>
    Queued = 0,

    /// <summary>Being handed over right now. After a crash it is unknown whether the message was delivered.</summary>
    Dispatching = 1,

    /// <summary>The channel accepted it.</summary>
    Sent = 2,

    /// <summary>It is unknown whether the message was delivered, and the step is configured to treat it as sent.</summary>
    AssumedSent = 3,

    /// <summary>Not sent, for a reason of the engine's own rules: no consent, no address, voucher expired.</summary>
    Refused = 4,

    /// <summary>Not sent: the provider refused it permanently.</summary>
    Rejected = 5,

    /// <summary>Not sent: the enrollment exited before the hand-over.</summary>
    Withdrawn = 6,

    /// <summary>Not sent: the last retry failed. Operators can list and resume it.</summary>
    Dead = 7,
}
