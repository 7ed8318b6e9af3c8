using System.Text;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Mime;

/// <summary>
/// Makes the mail of a message: text and HTML in UTF-8 as quoted-printable, around them the pictures that the HTML shows, around these the
/// attachments. The same message gives the same mail, with the engine's clock.
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
        var texts = message.Content.Html is { } html
            ? new MultipartAlternative(Part("plain", message.Content.Text), Part("html", html)) { Boundary = Boundary(message) }
            : (MimeEntity)Part("plain", message.Content.Text);
        mail.Body = WithFiles(message, texts);
        return mail;
    }

    private static MimeEntity WithFiles(OutgoingMessage message, MimeEntity texts)
    {
        var body = texts;
        foreach (var (files, several) in ((IEnumerable<Attachment>, Multipart)[])
        [
            (message.Attachments.Where(static file => file.ContentId is not null), new MultipartRelated { Boundary = Boundary(message, "related") }),
            (message.Attachments.Where(static file => file.ContentId is null), new Multipart("mixed") { Boundary = Boundary(message, "mixed") }),
        ])
        {
            if (!files.Any())
                continue;
            if (several is MultipartRelated)
                several.ContentType.Parameters["type"] = body.ContentType.MimeType;
            several.Add(body);
            foreach (var file in files)
                several.Add(Part(file));
            body = several;
        }

        return body;
    }

    /// <summary>The sender's mailbox with its name.</summary>
    internal static MailboxAddress Sender(string from, string? name) => new(Encoding.UTF8, name, from);

    /// <summary>"=_" cannot occur in quoted-printable text, so the boundary cannot occur in a part.</summary>
    private static string Boundary(OutgoingMessage message, string kind = "") => $"=_{kind}{MessageKey.Hash(message.IdempotencyKey)}";

    private static MimePart Part(Attachment file)
    {
        var name = file.FileName ?? file.ContentId ?? "attachment";
        var type = file.ContentType is { } given && ContentType.TryParse(given, out var parsed)
            ? parsed : ContentType.Parse(MimeTypes.GetMimeType(name));
        var part = new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(
                file.ContentId is null ? ContentDisposition.Attachment : ContentDisposition.Inline) { FileName = FileName(name) },
        };
        if (file.ContentId is { } id)
            part.ContentId = id;
        return part;
    }

    /// <summary>A file's name has no folders and stands in one line.</summary>
    private static string FileName(string name) =>
        string.Concat(WellFormed(name)[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(static character => !char.IsControl(character)));

    /// <summary>The text in UTF-8, which replaces unpaired surrogates. Line feeds become CRLF when the mail is written.</summary>
    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text.ReplaceLineEndings("\n"));
        return part;
    }

    /// <summary>Replaces unpaired surrogates, since UTF-8 cannot encode them.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
