using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Addresses;

/// <summary>The single rule for the form of an e-mail address: a bare mailbox on one line, without a name or comment.</summary>
internal static class Mailbox
{
    /// <summary>RFC 5321, 4.5.3.1.3: a path has at most 256 octets; two of them are the angle brackets.</summary>
    private const int MaxLength = 254;

    internal static bool TryParse(string? text, [NotNullWhen(true)] out MailAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(char.IsControl))
            return false;
        if (!MailAddress.TryCreate(text, out var parsed) || parsed.DisplayName.Length > 0)
            return false;

        // MailAddress accepts comments, angle brackets and white space, and then returns another text than the stored one.
        if (!string.Equals(parsed.Address, text, StringComparison.OrdinalIgnoreCase))
            return false;
        address = parsed;
        return true;
    }

    /// <summary>The rejection of a message that cannot be a mail; otherwise null, with the recipient.</summary>
    internal static DeliveryResult? Refusal(OutgoingMessage message, out MailAddress? recipient)
    {
        if (!TryParse(message.Address, out recipient))
            return DeliveryResult.Rejected("invalid-address");
        return IsOneLine(message.Content.Subject) ? null : DeliveryResult.Rejected("invalid-subject");
    }

    /// <summary>
    /// True without control characters. Header injection needs a line break, and no valid header contains a control character.
    /// </summary>
    internal static bool IsOneLine(string? text) => text is null || !text.Any(char.IsControl);

    internal static bool HasAsciiUser(MailAddress address) => address.User.All(char.IsAscii);
}
