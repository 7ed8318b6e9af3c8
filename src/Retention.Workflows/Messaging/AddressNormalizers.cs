namespace Retention.Workflows.Messaging;

/// <summary>The normalizer of each channel. The core knows mailboxes; other rules come with their channels.</summary>
internal sealed class AddressNormalizers
{
    private readonly Dictionary<Channel, IAddressNormalizer> _own = new() { [Channel.Email] = new EmailAddressNormalizer() };

    /// <param name="own">The rules of the host and its channels. The last one for a channel is used.</param>
    internal AddressNormalizers(IEnumerable<IAddressNormalizer> own)
    {
        foreach (var normalizer in own)
            _own[normalizer.Channel] = normalizer;
    }

    internal NormalizedAddress Normalize(Channel channel, string address) =>
        _own.TryGetValue(channel, out var normalizer) ? normalizer.Normalize(address) : WithoutRule(address);

    /// <summary>
    /// The form of an address for comparisons. An address that is refused still has one, so that its earlier entries hold.
    /// </summary>
    internal string Identity(Channel channel, string address) =>
        Normalize(channel, address).Identity ?? address.Trim().ToLowerInvariant();

    /// <summary>The forms for comparisons that an address in a provider's report may have been stored under.</summary>
    internal IReadOnlyList<string> ReportedIdentities(Channel channel, string address)
    {
        if (_own.TryGetValue(channel, out var normalizer))
            return [normalizer.NormalizeReported(address).Identity ?? address.Trim().ToLowerInvariant()];

        // Without a rule for the channel a phone number is recognised by its digits: providers write it without the leading plus sign.
        return address.All(char.IsAsciiDigit) ? [Identity(channel, address), $"+{address}"] : [Identity(channel, address)];
    }

    private static NormalizedAddress WithoutRule(string address) =>
        InvisibleCharacters.Remove(address) is { Length: > 0 } text
            ? NormalizedAddress.Of(text, text.ToLowerInvariant()) : NormalizedAddress.Refused("is empty");
}
