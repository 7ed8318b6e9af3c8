using System.Globalization;
using System.Net.Mail;
using System.Text;
using Retention.Workflows.Channels.Email;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Pickup;

/// <summary>Writes an e-mail as RFC 5322 and MIME: ASCII, CRLF, at most 78 characters a line, quoted-printable bodies.</summary>
/// <remarks>
/// System.Net.Mail also writes mails, but always with the date of the machine's clock. In a replay the date is the virtual one.
/// The same message gives the same bytes.
/// </remarks>
internal static class MimeMessage
{
    internal static byte[] Write(OutgoingMessage message, MailAddress from, MailAddress recipient)
    {
        var mail = new StringBuilder();
        Header(mail, "Date", message.SentAt.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(mail, "From", MimeText.Mailbox(from));
        Header(mail, "To", MimeText.Mailbox(recipient));
        Header(mail, "Subject", MimeText.HeaderText(message.Content.Subject ?? "", "Subject: ".Length));
        Header(mail, "Message-ID", MessageKey.MessageId(message.IdempotencyKey, MimeText.Host(from)));
        foreach (var (name, value) in MailHeaders.Of(message))
            Header(mail, name, value);
        Header(mail, "MIME-Version", "1.0");
        if (message.Content.Html is null)
            Part(mail, "text/plain", message.Content.Text);
        else
            Alternative(mail, message);

        // Only the local part of an address may contain more than ASCII here; RFC 6532 writes it as UTF-8.
        return Encoding.UTF8.GetBytes(mail.ToString());
    }

    private static void Alternative(StringBuilder mail, OutgoingMessage message)
    {
        // "=_" cannot occur in quoted-printable text, so the boundary cannot occur in a part.
        var boundary = $"=_{MessageKey.Hash(message.IdempotencyKey)}";
        Header(mail, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        mail.Append("\r\n--").Append(boundary).Append("\r\n");
        Part(mail, "text/plain", message.Content.Text);
        mail.Append("\r\n--").Append(boundary).Append("\r\n");
        Part(mail, "text/html", message.Content.Html!);
        mail.Append("\r\n--").Append(boundary).Append("--\r\n");
    }

    private static void Part(StringBuilder mail, string type, string content)
    {
        Header(mail, "Content-Type", $"{type}; charset=utf-8");
        Header(mail, "Content-Transfer-Encoding", "quoted-printable");
        mail.Append("\r\n");
        MimeText.QuotedPrintable(mail, content);
        mail.Append("\r\n");
    }

    private static void Header(StringBuilder mail, string name, string value) =>
        mail.Append(name).Append(": ").Append(value).Append("\r\n");
}
