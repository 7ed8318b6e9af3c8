using MimeKit;
using MimeKit.IO;

namespace Retention.Workflows.Email.Mime;

/// <summary>
/// The body of a mail, written once, in memory that is used again. A mail is signed, measured and sent, and each would write the body from
/// its parts.
/// </summary>
internal sealed class WrittenBody : MimeEntity
{
    private const int ChunkSize = 4096;

    private readonly MemoryBlockStream _content;

    private WrittenBody(MimeEntity body, MemoryBlockStream content)
        : base(body.ContentType.MediaType, body.ContentType.MediaSubtype)
    {
        Headers.Clear();
        foreach (var header in body.Headers)
            Headers.Add(header.Clone());
        _content = content;
    }

    /// <summary>Replaces the body of a mail by its bytes: ASCII, unless the mail is international.</summary>
    internal static void Write(MimeMessage mail, FormatOptions format)
    {
        using var parts = mail.Body!;
        parts.Prepare(EncodingConstraint.SevenBit);
        var content = new MemoryBlockStream();
        mail.Body = new WrittenBody(parts, content); // disposed with the mail
        parts.WriteTo(format, content, contentOnly: true);
    }

    /// <summary>The parts were prepared before they were written.</summary>
    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        base.WriteTo(options, stream, contentOnly, cancellationToken);
        _content.Position = 0;
        _content.CopyTo(stream, ChunkSize);
    }

    public override async Task WriteToAsync(
        FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await base.WriteToAsync(options, stream, contentOnly, cancellationToken).ConfigureAwait(false);
        _content.Position = 0;
        await _content.CopyToAsync(stream, ChunkSize, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}
