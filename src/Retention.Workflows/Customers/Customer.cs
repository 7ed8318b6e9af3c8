namespace Retention.Workflows;

/// <summary>A person the shop sells to, as the shop last described them. Immutable.</summary>
/// <remarks>
/// Storing a customer again replaces the whole description: what the new one leaves out is gone. Segments, events and
/// enrollments are kept apart and stay.
/// </remarks>
public sealed record Customer
{
    /// <summary>The shop's own id.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The name to greet with; default none.</summary>
    public string? FirstName { get; init; }

    /// <summary>The family name; default none.</summary>
    public string? LastName { get; init; }

    /// <summary>One address a channel; a channel without an entry cannot reach the customer. Default none.</summary>
    public IReadOnlyDictionary<Channel, string> Addresses { get; init; } = EmptyAddresses;

    /// <summary>BCP 47 language tag such as <c>cs-CZ</c>, by which templates are chosen; default: the shop's.</summary>
    public string? Locale { get; init; }

    /// <summary>IANA time zone such as <c>Europe/Prague</c>; default, and when unknown to the system: the shop's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Postal code, in the shop's own spelling; default none.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Date of birth; default none. 29 February is kept on 28 February in common years.</summary>
    public DateOnly? Birthday { get; init; }

    /// <summary>Whatever else the shop knows and journeys ask about.</summary>
    public PropertyBag Attributes { get; init; } = PropertyBag.Empty;

    /// <summary>What the customer agreed to or refused, a topic and channel each. Silence is no consent.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    private static IReadOnlyDictionary<Channel, string> EmptyAddresses { get; } = new Dictionary<Channel, string>();

    /// <summary>The address on a channel, or <see langword="null"/>.</summary>
    public string? AddressOn(Channel channel) =>
        Addresses.TryGetValue(channel, out var address) && !string.IsNullOrWhiteSpace(address) ? address : null;

    /// <summary>Whether the customer agreed to be written to about the topic over the channel. Where entries contradict, a refusal wins.</summary>
    public bool HasConsent(Topic topic, Channel channel)
    {
        var granted = false;
        foreach (var consent in Consents)
        {
            if (consent.Topic != topic || consent.Channel != channel)
                continue;
            if (!consent.Granted)
                return false;
            granted = true;
        }

        return granted;
    }
}
