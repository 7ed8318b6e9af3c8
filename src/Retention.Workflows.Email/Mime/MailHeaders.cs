using System.Text;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Mime;

/// <summary>
/// The additional headers of a mail: the one-click unsubscription of RFC 2369 and RFC 8058, and the token that identifies the mail in a
/// bounce.
/// </summary>
internal static class MailHeaders
{
    /// <summary>The header with the token. Bounces and complaints quote the headers of the mail that they report on.</summary>
    internal const string Token = "X-Retention-Token";

    /// <summary>The name under which providers return our token with each event.</summary>
    internal const string TokenName = "retention_token";

    /// <summary>Postmark's name of the token.</summary>
    internal const string MetadataName = "retention-token";

    internal static IEnumerable<Header> Of(OutgoingMessage message, SmtpRelay relay)
    {
        if (message.UnsubscribeUrl is { } url)
        {
            yield return Unfolded("List-Unsubscribe", $"<{url.AbsoluteUri}>");
            yield return Unfolded("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        if (message.ReportToken is { } token)
        {
            yield return Unfolded(Token, token);
            if (OfRelay(relay, token) is { } header)
                yield return header;
        }
    }

    /// <summary>Tokens consist of characters that JSON does not escape.</summary>
    private static Header? OfRelay(SmtpRelay relay, string token) => relay switch
    {
        SmtpRelay.SendGrid => Unfolded("X-SMTPAPI", $"{{\"unique_args\":{{\"{TokenName}\":\"{token}\"}}}}"),
        SmtpRelay.Mailgun => Unfolded("X-Mailgun-Variables", $"{{\"{TokenName}\":\"{token}\"}}"),
        SmtpRelay.Postmark => Unfolded($"X-PM-Metadata-{MetadataName}", token),
        SmtpRelay.Brevo => Unfolded("X-Mailin-custom", token),
        _ => null,
    };

    /// <summary>Tokens and addresses of pages stay on one line: a break inside one is not reverted by every reader.</summary>
    private static Header Unfolded(string name, string value)
    {
        var header = new Header(name, value);
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        return header;
    }
}
