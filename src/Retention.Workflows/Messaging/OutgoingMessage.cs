namespace Retention.Workflows.Messaging;

/// <summary>What a channel is asked to deliver.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The same at every retry of one message, and never of two: a function of enrollment, step and visit.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>To whom.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The customer's address on the channel. Personal data: never log it.</summary>
    public required string Address { get; init; }

    /// <summary>What it is about.</summary>
    public required Topic Topic { get; init; }

    /// <summary>The rendered text. Personal data: never log it.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>Where the customer unsubscribes with one click; none when the message is transactional or the shop has no such page.</summary>
    public Uri? UnsubscribeUrl { get; init; }

    /// <summary>
    /// Put this where the provider's reports about the message bring it back: into the address of a callback, the message's metadata or a header. It is signed, and says nothing of
    /// the customer to anybody else. None where the host has no <see cref="RetentionOptions.PrivacyKey"/>.
    /// </summary>
    public string? ReportToken { get; init; }

    /// <summary>The moment of the hand-over, by the engine's clock.</summary>
    public required DateTimeOffset SentAt { get; init; }
}
