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
    /// The addresses, at most one for each channel. A channel without an entry cannot reach the customer. Empty by default. A customer with
    /// several devices has <see cref="PushTokens"/>.
    /// </summary>
    public IReadOnlyDictionary<Channel, string> Addresses { get; init; } = EmptyAddresses;

    /// <summary>
    /// The addresses on <see cref="Channel.Push"/>, one for each device, at most 20; empty by default. If there are any, they replace an
    /// entry of <see cref="Addresses"/> for that channel. A message of a step goes to each of them and counts as one message.
    /// </summary>
    /// <remarks>
    /// Blank tokens and repeated ones are left out when the customer is stored. A token that the provider calls invalid gets no more
    /// messages; the others do.
    /// </remarks>
    public IReadOnlyList<string> PushTokens { get; init; } = [];

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

    /// <summary>
    /// The address on a channel; null if the customer has none, or if it is blank. Of several push tokens the first that is not blank.
    /// </summary>
    public string? AddressOn(Channel channel) => AddressesOn(channel) is [var first, ..] ? first : null;

    /// <summary>All addresses on a channel that are not blank, in the order of the shop; empty if the customer has none.</summary>
    public IReadOnlyList<string> AddressesOn(Channel channel)
    {
        if (channel == Channel.Push && PushTokens.Count > 0)
            return [.. PushTokens.Where(token => !string.IsNullOrWhiteSpace(token))];
        return Addresses.TryGetValue(channel, out var address) && !string.IsNullOrWhiteSpace(address) ? [address] : [];
    }

    /// <summary>All addresses with their channels.</summary>
    internal IEnumerable<(Channel Channel, string Address)> AllAddresses()
    {
        var channels = PushTokens.Count > 0 ? Addresses.Keys.Append(Channel.Push).Distinct() : Addresses.Keys;
        return channels.SelectMany(channel => AddressesOn(channel), (channel, address) => (channel, address));
    }

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
