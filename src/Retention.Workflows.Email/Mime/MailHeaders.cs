using System.Text;
using MimeKit;
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

    internal static IEnumerable<Header> Of(OutgoingMessage message)
    {
        if (message.UnsubscribeUrl is { } url)
        {
            yield return Unfolded("List-Unsubscribe", $"<{url.AbsoluteUri}>");
            yield return Unfolded("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        if (message.ReportToken is { } token)
            yield return Unfolded(Token, token);
    }

    /// <summary>Tokens and addresses of pages stay on one line: a break inside one is not reverted by every reader.</summary>
    private static Header Unfolded(string name, string value)
    {
        var header = new Header(name, value);
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        return header;
    }
}
