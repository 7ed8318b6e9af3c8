using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Email;

/// <summary>
/// The additional headers of a mail: the one-click unsubscription of RFC 2369 and RFC 8058, and the token that identifies the mail in a
/// bounce.
/// </summary>
internal static class MailHeaders
{
    /// <summary>The header with the token. Bounces and complaints quote the headers of the mail that they report on.</summary>
    internal const string Token = "X-Retention-Token";

    internal static IEnumerable<(string Name, string Value)> Of(OutgoingMessage message)
    {
        if (message.UnsubscribeUrl is { } url)
        {
            yield return ("List-Unsubscribe", $"<{url.AbsoluteUri}>");
            yield return ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        if (message.ReportToken is { } token)
            yield return (Token, token);
    }
}
