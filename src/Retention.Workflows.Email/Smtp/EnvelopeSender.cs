using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Smtp;

/// <summary>
/// The envelope's sender, to which servers return a mail. With the token in its local part (VERP), a bounce names its mail by the address
/// that it came to.
/// </summary>
internal sealed class EnvelopeSender
{
    internal const string Problem = "must be a mailbox such as bounce@example.org or bounce+{token}@example.org. {token} is replaced by 48 "
        + "characters of a local part of at most 64, ends it, and follows no letter or digit.";

    private readonly MailboxAddress _from;
    private readonly string? _address;

    internal EnvelopeSender(SmtpEmailOptions options, MailboxAddress from) =>
        (_from, _address) = (from, string.IsNullOrEmpty(options.BounceAddress) ? null : options.BounceAddress);

    internal static bool HasToken(string address) => address.Contains(SmtpEmailOptions.BounceToken, StringComparison.Ordinal);

    internal static bool IsValid(string address)
    {
        var token = address.IndexOf(SmtpEmailOptions.BounceToken, StringComparison.Ordinal);
        return Mailbox.TryParse(With(address, ReportTokens.Longest), out var mailbox) && Mailbox.HasAsciiUser(mailbox)
            && mailbox.LocalPart.Length <= Mailbox.MaxLocalPartLength
            && (token < 0 || (address[token..].StartsWith(SmtpEmailOptions.BounceToken + "@", StringComparison.Ordinal)
                && (token == 0 || !char.IsAsciiLetterOrDigit(address[token - 1]))));
    }

    /// <summary>The sender for a message. A message without a token goes out with the sender of its header.</summary>
    internal MailboxAddress Of(OutgoingMessage message)
    {
        if (_address is null)
            return _from;
        if (!HasToken(_address))
            return new MailboxAddress(null, _address);
        return message.ReportToken is { } token ? new MailboxAddress(null, With(_address, token)) : _from;
    }

    private static string With(string address, string token) =>
        address.Replace(SmtpEmailOptions.BounceToken, token, StringComparison.Ordinal);
}
