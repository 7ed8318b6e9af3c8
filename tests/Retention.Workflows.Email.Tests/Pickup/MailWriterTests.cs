using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;
using Retention.Workflows.Email.Mime;

namespace Retention.Workflows.Email.Tests.Pickup;

public sealed class MailWriterTests
{
    [Fact]
    public void Any_mail_is_read_back_as_it_was_written() => Prop.ForAll<NonNull<string>, NonNull<string>>((subject, body) =>
    {
        var line = string.Concat(subject.Get.Where(character => !char.IsControl(character)));
        using var composed = MailComposer.Compose(Some.Mail(subject: line, html: body.Get, text: "x"),
            MailComposer.Sender("hello@swiftmotion.example", Valid(line.Trim())), new MailboxAddress(null, "ada@example.org"));
        var bytes = MailBytes.Of(composed, international: false);

        var mail = MimeReader.Read(Encoding.ASCII.GetString(bytes));

        mail["Subject"].Should().Be(Valid(line));
        mail.Parts[1].Text.Should().Be(Valid(body.Get.ReplaceLineEndings("\r\n")));
        bytes.Should().OnlyContain(value => value < 128);
        Encoding.ASCII.GetString(bytes).Split("\r\n").Should().OnlyContain(written => written.Length <= 78);
    }).QuickCheckThrowOnFailure();

    /// <summary>Replaces unpaired surrogates, since UTF-8 cannot encode them.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
