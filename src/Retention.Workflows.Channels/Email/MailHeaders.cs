using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Email;

/// <summary>The headers of a mail beside those that every mail has: with which a mail program unsubscribes in one click, by RFC 2369 and RFC 8058, and by which a bounce finds back.</summary>
internal static class MailHeaders
{
    /// <summary>Bounces and complaints quote the headers of the mail that they are about.</summary>
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
