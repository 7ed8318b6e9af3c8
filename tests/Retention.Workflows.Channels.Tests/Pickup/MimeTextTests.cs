using System.Net.Mail;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Channels.Pickup;

namespace Retention.Workflows.Channels.Tests.Pickup;

public sealed class MimeTextTests
{
    [Fact]
    public void Any_mail_is_read_back_as_it_was_written() => Prop.ForAll<NonNull<string>, NonNull<string>>((subject, body) =>
    {
        var line = string.Concat(subject.Get.Where(character => !char.IsControl(character)));
        var bytes = MimeMessage.Write(Some.Mail(subject: line, html: body.Get, text: "x"),
            new MailAddress("hello@swiftmotion.example", line.Trim()), new MailAddress("ada@example.org"));

        var mail = MimeReader.Read(Encoding.ASCII.GetString(bytes));

        mail["Subject"].Should().Be(Valid(line));
        mail.Parts[1].Text.Should().Be(Valid(body.Get.ReplaceLineEndings("\r\n")) + "\r\n");
        bytes.Should().OnlyContain(value => value < 128);
        Encoding.ASCII.GetString(bytes).Split("\r\n").Should().OnlyContain(written => written.Length <= 78);
    }).QuickCheckThrowOnFailure();

    /// <summary>Replaces unpaired surrogates, since UTF-8 cannot encode them.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
