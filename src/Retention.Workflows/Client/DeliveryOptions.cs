namespace Retention.Workflows;

/// <summary>How messages are sent. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The number of messages sent at once; 1 to 1,000, default 8. If the process stops, the messages being sent are in
    /// doubt.</summary>
    public int SendConcurrency { get; set; } = 8;

    /// <summary>
    /// The timeout of a channel for one message, after which the result is ambiguous; at least 1 second, default 30 seconds.
    /// </summary>
    /// <remarks>The host's recommender, catalogue, store availability, attachment resolver and voucher issuer have the same timeout; their
    /// calls are retried later.</remarks>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest size of all files of a message together, in bytes before their encoding; 1 to 100,000,000, default 5,000,000. A larger
    /// message is not sent (<see cref="RefusalReasons.AttachmentsTooLarge"/>).
    /// </summary>
    public int MaxAttachmentBytes { get; set; } = 5_000_000;

    /// <summary>
    /// How long a message is kept that certainly did not leave, from its first failure on; at least 1 minute, default 3 days. Afterwards it
    /// is dead and can be resumed.
    /// </summary>
    /// <remarks>Holds for a channel that is down or refuses the message for now, and for a failing recommender, catalogue or store table.
    /// A message whose voucher expires meanwhile is refused then.</remarks>
    public TimeSpan OutageHorizon { get; set; } = TimeSpan.FromDays(3);
}
