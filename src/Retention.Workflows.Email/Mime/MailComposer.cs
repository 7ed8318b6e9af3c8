using System.Text;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Mime;

/// <summary>
/// Makes the mail of a message: text and HTML in UTF-8 as quoted-printable. The same message gives the same mail, with the engine's clock.
/// </summary>
internal static class MailComposer
{
    internal static MimeMessage Compose(
        OutgoingMessage message, MailboxAddress from, MailboxAddress recipient, SmtpRelay relay = SmtpRelay.None)
    {
        var mail = new MimeMessage();
        mail.Headers.Clear();
        mail.Date = message.SentAt.ToUniversalTime();
        mail.From.Add(from);
        mail.To.Add(recipient);
        mail.Headers.Add(SubjectHeader.Of(WellFormed(message.Content.Subject ?? "")));
        mail.MessageId = MessageKey.Hash(message.IdempotencyKey) + "@" + Mailbox.HostOf(from);
        foreach (var header in MailHeaders.Of(message, relay))
            mail.Headers.Add(header);
        mail.Body = message.Content.Html is { } html
            ? new MultipartAlternative(Part("plain", message.Content.Text), Part("html", html)) { Boundary = Boundary(message) }
            : Part("plain", message.Content.Text);
        return mail;
    }

    /// <summary>The sender's mailbox with its name.</summary>
    internal static MailboxAddress Sender(string from, string? name) => new(Encoding.UTF8, name, from);

    /// <summary>"=_" cannot occur in quoted-printable text, so the boundary cannot occur in a part.</summary>
    private static string Boundary(OutgoingMessage message) => $"=_{MessageKey.Hash(message.IdempotencyKey)}";

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, WellFormed(text).ReplaceLineEndings("\r\n"));
        part.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
        return part;
    }

    /// <summary>Replaces unpaired surrogates, since UTF-8 cannot encode them.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
