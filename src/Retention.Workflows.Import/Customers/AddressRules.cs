using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Import.Customers;

/// <summary>The canonical form of addresses in a file, by channel and country.</summary>
internal sealed class AddressRules(string? region)
{
    private static readonly EmailAddressNormalizer Mailboxes = new();

    private readonly Dictionary<(Channel, string?), IAddressNormalizer> _phones = [];

    /// <summary>The canonical form.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address as the file writes it.</param>
    /// <param name="country">The country of the row as two letters; any other text means the country of the mapping.</param>
    internal NormalizedAddress Normalize(Channel channel, string address, string? country)
    {
        if (channel == Channel.Email)
            return Mailboxes.Normalize(address);
        if (channel != Channel.Sms && channel != Channel.WhatsApp && channel != Channel.Viber)
            return NormalizedAddress.Of(address);
        var known = country is { Length: 2 } && country.All(char.IsAsciiLetter) ? country.ToUpperInvariant() : region;
        if (!_phones.TryGetValue((channel, known), out var phones))
            _phones.Add((channel, known), phones = new PhoneNumberNormalizer(channel, known));
        return phones.Normalize(address);
    }
}
