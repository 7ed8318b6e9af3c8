namespace Retention.Workflows;

/// <summary>A customer of the shop, as the shop last saved it. Immutable.</summary>
/// <remarks>
/// Saving a customer again replaces the whole record; values that the new record omits are removed. Segments, events and enrollments are
/// stored separately and are kept.
/// </remarks>
public sealed record Customer
{
    /// <summary>The customer's id in the shop's own system.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The first name, used in greetings; null by default.</summary>
    public string? FirstName { get; init; }

    /// <summary>The family name; null by default.</summary>
    public string? LastName { get; init; }

    /// <summary>
    /// The addresses, at most one for each channel. A channel without an entry cannot reach the customer. Empty by default.
    /// </summary>
    public IReadOnlyDictionary<Channel, string> Addresses { get; init; } = EmptyAddresses;

    /// <summary>
    /// BCP 47 language tag such as <c>cs-CZ</c>, used to choose the template's language. Null (default) means the shop's locale.
    /// </summary>
    public string? Locale { get; init; }

    /// <summary>
    /// IANA time zone such as <c>Europe/Prague</c>. Null (default), or a zone that the system does not know, means the shop's time zone.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>Postal code, as the shop writes it; null by default.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Date of birth; null by default. In common years a birthday on 29 February counts as 28 February.</summary>
    public DateOnly? Birthday { get; init; }

    /// <summary>Further attributes that journeys and templates can use; empty by default.</summary>
    public PropertyBag Attributes { get; init; } = PropertyBag.Empty;

    /// <summary>The consent decisions, one for each topic and channel. A missing entry means no consent.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    private static IReadOnlyDictionary<Channel, string> EmptyAddresses { get; } = new Dictionary<Channel, string>();

    /// <summary>The address on a channel; null if the customer has none, or if it is blank.</summary>
    public string? AddressOn(Channel channel) =>
        Addresses.TryGetValue(channel, out var address) && !string.IsNullOrWhiteSpace(address) ? address : null;

    /// <summary>
    /// True if the customer agreed to messages about the topic over the channel. If entries contradict each other, a refusal wins.
    /// </summary>
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
