using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Pickup;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Email.Tests.Smtp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Pickup;

/// <summary>Pictures stand beside the texts that show them, attachments around both; over SMTP and in the pickup folder.</summary>
public sealed class AttachedFilesTests : IDisposable
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 300).Select(value => (byte)value)];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<bool, bool, bool, string> Structures => new()
    {
        { true, true, true, "multipart/mixed(multipart/related(multipart/alternative(text/plain text/html) image/png) application/pdf)" },
        { true, true, false, "multipart/related(multipart/alternative(text/plain text/html) image/png)" },
        { true, false, true, "multipart/mixed(multipart/alternative(text/plain text/html) application/pdf)" },
        { false, false, true, "multipart/mixed(text/plain application/pdf)" },
        { true, false, false, "multipart/alternative(text/plain text/html)" },
        { false, false, false, "text/plain" },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public async Task The_parts_nest_as_mail_programs_expect_it(bool html, bool picture, bool file, string expected)
    {
        var message = Some.Mail(html: html ? "<img src=\"cid:shoe.png\">" : null) with
        {
            Attachments =
            [
                .. picture ? [Picture()] : (Attachment[])[],
                .. file ? [new Attachment { Content = "%PDF"u8.ToArray(), FileName = "terms.pdf" }] : (Attachment[])[],
            ],
        };

        foreach (var mail in await BothAsync(message))
            Structure(mail.Body).Should().Be(expected);
    }

    [Fact]
    public async Task A_picture_is_found_by_its_content_id_and_arrives_as_it_was()
    {
        foreach (var mail in await BothAsync(Some.Mail(html: "<img src=\"cid:shoe.png\" alt=\"Shoe\">") with { Attachments = [Picture()] }))
        {
            var related = mail.Body!.Should().BeOfType<MultipartRelated>().Subject;
            related.ContentType!.Parameters["type"].Should().Be("multipart/alternative");
            var part = (MimePart)related[related.IndexOf(new Uri("cid:shoe.png"))];
            part.ContentDisposition!.Disposition.Should().Be("inline");
            part.ContentType.MimeType.Should().Be("image/png");
            Bytes(part).Should().Equal(Png);
            mail.HtmlBody.Should().Contain("cid:shoe.png");
        }
    }

    [Theory]
    [InlineData("terms.pdf", null, "terms.pdf", "application/pdf")]
    [InlineData("Účet č. 4711.pdf", null, "Účet č. 4711.pdf", "application/pdf")]
    [InlineData("invoice", "application/pdf", "invoice", "application/pdf")]
    [InlineData("event.ics", "text/calendar; method=REQUEST", "event.ics", "text/calendar")]
    [InlineData("../../etc/passwd", null, "passwd", "application/octet-stream")]
    [InlineData("a\r\nBcc: eve@example.org", null, "aBcc: eve@example.org", "application/octet-stream")]
    [InlineData("data.xyz-unknown", "not a type", "data.xyz-unknown", "application/octet-stream")]
    public async Task An_attachment_has_its_name_and_its_type(string name, string? type, string expectedName, string expectedType)
    {
        var message = Some.Mail() with { Attachments = [new Attachment { Content = Png, FileName = name, ContentType = type }] };

        foreach (var mail in await BothAsync(message))
        {
            var part = mail.Attachments.Should().ContainSingle().Subject.Should().BeAssignableTo<MimePart>().Subject;
            (part.FileName, part.ContentType.MimeType).Should().Be((expectedName, expectedType));
            Bytes(part).Should().Equal(Png);
            mail.Headers.Contains(HeaderId.Bcc).Should().BeFalse();
        }
    }

    [Fact]
    public async Task The_same_message_gives_the_same_bytes()
    {
        var message = Some.Mail(html: "<img src=\"cid:shoe.png\">") with { Attachments = [Picture(), new Attachment { Content = Png, FileName = "b.pdf" }] };
        await Channel().SendAsync(message, Token);
        var first = _folder.Read(_folder.Files.Single());
        await Channel().SendAsync(message, Token);

        _folder.Read(_folder.Files.Single()).Should().Be(first);
    }

    [Fact]
    public async Task A_file_of_five_megabytes_arrives()
    {
        var content = new byte[5_000_000];
        new Random(7).NextBytes(content);

        foreach (var mail in await BothAsync(Some.Mail() with { Attachments = [new Attachment { Content = content, FileName = "catalogue.pdf" }] }))
            Bytes((MimePart)mail.Attachments.Single()).AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    private static Attachment Picture() => new() { Content = Png, FileName = "shoe.png", ContentId = "shoe.png" };

    private static byte[] Bytes(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content, Token);
        return content.ToArray();
    }

    private static string Structure(MimeEntity? entity) => entity is Multipart several
        ? $"{several.ContentType.MimeType}({string.Join(' ', several.Select(Structure))})" : entity!.ContentType.MimeType;

    /// <summary>The mail as a mail server got it, and as it stands in the folder.</summary>
    private async Task<MimeMessage[]> BothAsync(OutgoingMessage message)
    {
        await using var server = new ScriptedSmtpServer();
        using var smtp = new SmtpEmailChannel(
            Options.Create(new SmtpEmailOptions
            {
                Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, From = "hello@swiftmotion.example",
            }),
            TimeProvider.System);
        (await smtp.SendAsync(message, Token)).Status.Should().Be(DeliveryStatus.Delivered);
        (await Channel().SendAsync(message, Token)).Status.Should().Be(DeliveryStatus.Delivered);
        return [Load(server.Mails.Single()), Load(_folder.Read(_folder.Files.Single()))];
    }

    private static MimeMessage Load(string mail) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(mail)), Token);

    private PickupEmailChannel Channel() =>
        new(Options.Create(new PickupEmailOptions { Folder = _folder.Path, From = "hello@swiftmotion.example" }));
}
