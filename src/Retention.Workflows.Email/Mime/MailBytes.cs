using MimeKit;

namespace Retention.Workflows.Email.Mime;

/// <summary>The bytes of a mail: CRLF, ASCII unless an address needs UTF-8 (RFC 6532).</summary>
internal static class MailBytes
{
    /// <summary>The format of mails that are handed over. <paramref name="international"/> is for local parts that are not ASCII.</summary>
    internal static FormatOptions Format(bool international)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.International = international;
        format.EnsureNewLine = true;
        return format;
    }

    internal static byte[] Of(MimeMessage mail, bool international)
    {
        using var bytes = new MemoryStream();
        mail.WriteTo(Format(international), bytes);
        return bytes.ToArray();
    }
}
