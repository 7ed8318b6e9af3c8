using System.Diagnostics.CodeAnalysis;
using MimeKit;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Mime;

/// <summary>The single rule for the form of an e-mail address: a bare mailbox on one line, without a name or comment.</summary>
internal static class Mailbox
{
    /// <summary>RFC 5321, 4.5.3.1.3: a path has at most 256 octets; two of them are the angle brackets.</summary>
    private const int MaxLength = 254;

    /// <summary>RFC 5321, 4.5.3.1.1.</summary>
    internal const int MaxLocalPartLength = 64;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    internal static bool TryParse(string? text, [NotNullWhen(true)] out MailboxAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(static character => char.IsControl(character)))
            return false;
        if (!MailboxAddress.TryParse(Strict, text, out var parsed) || !string.IsNullOrEmpty(parsed.Name) || parsed.Route.Count > 0)
            return false;

        // The parser accepts comments, angle brackets and white space, and then returns another text than the stored one.
        if (!string.Equals(parsed.Address, text, StringComparison.OrdinalIgnoreCase))
            return false;
        address = parsed;
        return true;
    }

    /// <summary>The rejection of a message that cannot be a mail; otherwise null, with the recipient.</summary>
    internal static DeliveryResult? Refusal(OutgoingMessage message, out MailboxAddress? recipient)
    {
        if (!TryParse(message.Address, out recipient))
            return DeliveryResult.RejectedLocally("invalid-address");
        return OneLine.Is(message.Content.Subject) ? null : DeliveryResult.RejectedLocally("invalid-subject");
    }

    internal static bool HasAsciiUser(MailboxAddress address) => address.LocalPart.All(char.IsAscii);

    /// <summary>The domain in ASCII, in its DNS form.</summary>
    internal static string HostOf(MailboxAddress address)
    {
        var ascii = MailboxAddress.EncodeAddrspec(address.Address);
        return ascii[(ascii.LastIndexOf('@') + 1)..];
    }
}
