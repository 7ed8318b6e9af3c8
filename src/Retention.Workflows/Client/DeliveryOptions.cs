namespace Retention.Workflows;

/// <summary>How messages are sent. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class DeliveryOptions
{
    private const int Careful = 8;

    private const int Idempotent = 64;

    /// <summary>
    /// The number of messages of each channel that are sent at once; 1 to 1,000. If it is null, the default, each channel has its own: 64
    /// if the channel delivers a repeated key once (<see cref="Messaging.IMessageChannel.IsIdempotent"/>), and 8 otherwise.
    /// </summary>
    /// <remarks>
    /// If the process dies, these messages are in doubt, unless the channel delivers a repeated key once. A message counts until its result
    /// is stored. A higher number is faster, since one transaction marks more messages. A channel may hand over fewer
    /// (<see cref="Messaging.IMessageChannel.MaxConcurrency"/>), and one that takes many messages in a call more
    /// (<see cref="Messaging.IBatchMessageChannel.MaxBatchSize"/>). From 64 on, messages of several partitions leave at the same time. The
    /// voucher issuer and the external steps of the host get as many calls at once as a channel that may deliver a repeated key twice.
    /// </remarks>
    public int? SendConcurrency { get; set; }

    /// <summary>The number of calls at once, to a channel that delivers a repeated key once or to one that may not.</summary>
    internal int ConcurrencyOf(bool isIdempotent) => SendConcurrency ?? (isIdempotent ? Idempotent : Careful);

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
