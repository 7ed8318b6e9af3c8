namespace Retention.Workflows;

/// <summary>How messages are sent. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>
    /// The number of messages of each channel that are sent at once; 1 to 1,000, default 8. If the process dies, these are in doubt. A
    /// message counts until its result is stored.
    /// </summary>
    /// <remarks>
    /// A channel may hand over fewer (<see cref="Messaging.IMessageChannel.MaxConcurrency"/>), and one that takes many messages in a call
    /// more (<see cref="Messaging.IBatchMessageChannel.MaxBatchSize"/>). From 64 on, messages of several partitions leave at the same time.
    /// Raise it for providers that deliver a repeated key once, where nothing is in doubt.
    /// </remarks>
    public int SendConcurrency { get; set; } = 8;

    /// <summary>
    /// The timeout of a channel for one call, after which the result is ambiguous; at least 1 second, default 30 seconds.
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

    /// <summary>
    /// The number of distinct messages that must be reported within an hour as failed because of the sender
    /// (<see cref="Messaging.DeliveryReport.IsAboutSender"/>) before their channel pauses for ten minutes; 1 to 1,000, default 3.
    /// </summary>
    /// <remarks>
    /// Reports are counted over all processes and do not depend on how much was sent. A server that forwards mail causes single reports, so
    /// raise the number if you send so many messages that it comes together without a cause.
    /// </remarks>
    public int SenderFaultThreshold { get; set; } = 3;
}
