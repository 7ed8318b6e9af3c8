namespace Retention.Workflows.Messaging;

/// <summary>What a provider says about one message, or about one customer's address, after the hand-over.</summary>
/// <remarks>Providers repeat reports and send them out of order: a report is no command, and the same one twice says nothing new.</remarks>
public sealed record DeliveryReport
{
    /// <summary>Over which channel the message went.</summary>
    public required Channel Channel { get; init; }

    /// <summary>What happened.</summary>
    public required DeliveryReportStatus Status { get; init; }

    /// <summary>When it happened by the provider's clock, in UTC; when the report came, where the provider does not say.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Our <see cref="OutgoingMessage.ReportToken"/>, where the provider carries it back: it says which message is meant.</summary>
    public string? Token { get; init; }

    /// <summary>The provider's own name for the message: <see cref="DeliveryResult.ProviderMessageId"/> of its hand-over.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>The customer's address, as the provider writes it. Personal data: never log it.</summary>
    public string? Address { get; init; }

    /// <summary>Why it failed, as the provider's code, in the words of <see cref="DeliveryResult.Reason"/>; never with personal data.</summary>
    public string? Reason { get; init; }

    /// <summary>What it says about the address.</summary>
    public BounceClass Bounce { get; init; }

    /// <summary>Who opened or clicked, where the provider can tell; default unknown.</summary>
    public OpenEvidence Evidence { get; init; } = OpenEvidence.Unknown;
}

/// <summary>What a <see cref="DeliveryReport"/> reports.</summary>
public enum DeliveryReportStatus
{
    /// <summary>On its way: queued, or handed to the next carrier.</summary>
    Underway = 0,

    /// <summary>It reached the device or the mailbox.</summary>
    Delivered = 1,

    /// <summary>The customer saw it.</summary>
    Opened = 2,

    /// <summary>It will not arrive.</summary>
    Failed = 3,

    /// <summary>The customer told the provider to stop; this concerns the address, no single message.</summary>
    Unsubscribed = 4,

    /// <summary>A link of it was followed.</summary>
    Clicked = 5,

    /// <summary>The customer called it unwanted.</summary>
    Complained = 6,
}
