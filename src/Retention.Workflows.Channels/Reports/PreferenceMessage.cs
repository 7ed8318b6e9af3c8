using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>A customer's preference about a sender, made at the provider or in the customer's own message.</summary>
public sealed record PreferenceMessage
{
    /// <summary>The channel of the preference.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The customer's address, as the provider writes it. Personal data: never log it.</summary>
    public required string Address { get; init; }

    /// <summary>The preference.</summary>
    public required PreferenceKind Kind { get; init; }

    /// <summary>The time of the preference, in UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>
    /// The report of a stop, for <see cref="IRetentionClient.ReportAsync"/>, which suppresses marketing messages to the address. Null for
    /// other preferences: the host decides which consent a resumption gives.
    /// </summary>
    public DeliveryReport? ToReport() => Kind != PreferenceKind.Stop ? null : new DeliveryReport
    {
        Channel = Channel,
        Status = DeliveryReportStatus.Unsubscribed,
        OccurredAt = OccurredAt,
        Address = Address,
        Reason = $"{Channel.Name}-stop",
        Bounce = BounceClass.Unsubscribed,
    };
}
