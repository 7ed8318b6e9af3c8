namespace Retention.Workflows.Messaging;

/// <summary>A message that a channel is asked to deliver.</summary>
public sealed record OutgoingMessage
{
    /// <summary>
    /// The idempotency key: the same at every retry of one message, and different for every other message. It is derived from enrollment,
    /// step and visit. If the customer has several push tokens, each token has its own key, which begins with that of the message.
    /// </summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The channel of the message.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The recipient.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>
    /// The customer's address on the channel; the channel is called once for each of several push tokens. Personal data: never log it.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>The topic of the message.</summary>
    public required Topic Topic { get; init; }

    /// <summary>The rendered text. Personal data: never log it.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>
    /// The files of the message: the pictures that the HTML shows, and attachments. Empty by default. Channels other than e-mail leave them
    /// out.
    /// </summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The one-click unsubscribe link; null if the message is transactional or the shop has no such page.</summary>
    public Uri? UnsubscribeUrl { get; init; }

    /// <summary>
    /// A signed token that identifies the message in the provider's reports: 48 letters a to z and digits 2 to 7, valid in upper case as
    /// well. Put it where the reports return it: the address of a callback, the message's metadata, a header, the local part of an address.
    /// It tells nobody else anything about the customer. Null if the host has no <see cref="PrivacyOptions.Key"/>.
    /// </summary>
    public string? ReportToken { get; init; }

    /// <summary>The time of the hand-over, by the engine's clock.</summary>
    public required DateTimeOffset SentAt { get; init; }
}
