namespace Retention.Workflows.Messaging;

/// <summary>A provider's report about one message, or about one customer's address, after the hand-over.</summary>
/// <remarks>Providers repeat reports and send them out of order. Processing the same report twice has no further effect.</remarks>
public sealed record DeliveryReport
{
    /// <summary>The channel of the message.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The reported status.</summary>
    public required DeliveryReportStatus Status { get; init; }

    /// <summary>
    /// The time of the event by the provider's clock, in UTC. If the provider does not report a time: when the report arrived.
    /// </summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>
    /// The <see cref="OutgoingMessage.ReportToken"/> that the provider returned; it identifies the message. Null if the provider does not
    /// return it.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// The provider's id of the message: <see cref="DeliveryResult.ProviderMessageId"/> of its hand-over. Null if unknown.
    /// </summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>The customer's address, as the provider writes it; null if unknown. Personal data: never log it.</summary>
    public string? Address { get; init; }

    /// <summary>
    /// The reason of a failure, as the provider's code, in the same words as <see cref="DeliveryResult.Reason"/>; never personal data. Null
    /// if there is none.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>What the report says about the address; <see cref="BounceClass.None"/> by default.</summary>
    public BounceClass Bounce { get; init; }

    /// <summary>
    /// True if the cause of a failure is the sender, such as its rate, its authentication or a block list, and not the address. Reports
    /// about several messages (<see cref="DeliveryOptions.SenderFaultThreshold"/>) pause the channel in every process for ten minutes.
    /// False by default.
    /// </summary>
    public bool IsAboutSender { get; init; }

    /// <summary>
    /// For a click, the link that was followed, or another text of at most 500 characters that tells the links of a message apart; null if
    /// unknown. Clicks on different links within two seconds are a machine's.
    /// </summary>
    public string? Link { get; init; }

    /// <summary>
    /// Whether a human or a machine opened or clicked, if the provider can tell; <see cref="OpenEvidence.Unknown"/> by default.
    /// </summary>
    public OpenEvidence Evidence { get; init; } = OpenEvidence.Unknown;
}
