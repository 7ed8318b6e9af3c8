using System.Text;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Pickup;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Pickup;

public sealed class PickupEmailChannelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_plain_mail_has_the_approved_bytes()
    {
        await Channel().SendAsync(Some.Mail(subject: "We miss you", html: "<p class=\"x\">Hi</p>", text: "Hi"), Token);

        _folder.Read(_folder.Files.Single()).Should().Be("""
            Date: Wed, 01 Jul 2026 09:30:00 +0000
            From: Swiftmotion <hello@swiftmotion.example>
            To: ada@example.org
            Subject: We miss you
            Message-Id: <HASH@swiftmotion.example>
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
            	boundary="=_HASH"

            --=_HASH
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hi=

            --=_HASH
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p class=3D"x">Hi</p>=

            --=_HASH--

            """.ReplaceLineEndings("\r\n").Replace("HASH", MessageKey.Hash("12/3/offer/1")));
    }

    [Fact]
    public async Task A_mail_contains_the_token_that_a_bounce_quotes()
    {
        await Channel().SendAsync(Some.Mail() with { ReportToken = Some.Token }, Token);

        _folder.Read(_folder.Files.Single()).Should().Contain($"\r\nX-Retention-Token: {Some.Token}\r\n");
    }

    [Fact]
    public async Task The_same_message_again_replaces_its_file_and_another_gets_its_own()
    {
        var channel = Channel();
        await channel.SendAsync(Some.Mail(text: "first"), Token);
        await channel.SendAsync(Some.Mail(text: "second") with { SentAt = Some.Moment.AddHours(1) }, Token);
        await channel.SendAsync(Some.Mail(key: "another"), Token);

        _folder.Files.Should().HaveCount(2);
        _folder.Files.Select(_folder.Read).Should().ContainSingle(mail => mail.Contains("second"));
        channel.IsIdempotent.Should().BeTrue();
    }

    [Fact]
    public async Task Concurrent_writers_of_one_message_leave_one_complete_file()
    {
        var channel = Channel();
        var text = new string('x', 100_000);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => channel.SendAsync(Some.Mail(text: text), Token), Token)));

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
        Directory.EnumerateFiles(_folder.Path, "*", new EnumerationOptions { AttributesToSkip = 0 }).Should().ContainSingle();
        MimeReader.Read(_folder.Read(_folder.Files.Single())).Parts[0].Text.TrimEnd().Should().Be(text);
    }

    public static TheoryData<string> Hostile =>
    [
        "<script>alert('x')</script>",
        "\"Ada\" \\ O'Neil; =?utf-8?Q?evil?=",
        "Šárka Křížková 👩‍👩‍👧‍👦🏳️‍🌈",
        "مرحبا \u202Egnirts",
        "From here\nFrom there\n.\n..\n.dot",
        "trailing blank \nand tab\t\n=3D =",
        new string('ž', 5_000),
        new string('a', 5_000),
        "lone \uD83D surrogate",
        "cr\rlf\r\nmix\u2028line",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Any_body_is_read_back(string text)
    {
        await Channel().SendAsync(Some.Mail(html: $"<p>{text}</p>", text: text), Token);

        var file = _folder.Read(_folder.Files.Single());
        var mail = MimeReader.Read(file);
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
        mail.Parts[0].Text.Should().Be(expected);
        mail.Parts[1].Text.Should().Be($"<p>{expected}</p>");
        file.Should().MatchRegex("^[\\x09\\x0a\\x0d\\x20-\\x7e]*$", "the mail is ASCII");
        file.Replace("\r\n", "").Should().NotContainAny("\r", "\n");
        file.Split("\r\n").Should().OnlyContain(line => line.Length <= 78);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Any_subject_is_read_back_or_refused(string subject)
    {
        var result = await Channel().SendAsync(Some.Mail(subject: subject), Token);

        if (subject.Any(char.IsControl))
        {
            result.Reason.Should().Be("invalid-subject");
            _folder.Files.Should().BeEmpty();
            return;
        }

        var mail = MimeReader.Read(_folder.Read(_folder.Files.Single()));
        mail["Subject"].Should().Be(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(subject)));
        mail.Headers.Select(header => header.Name).Should()
            .Equal("Date", "From", "To", "Subject", "Message-Id", "MIME-Version", "Content-Type");
    }

    [Fact]
    public async Task Python_reads_the_mail_without_a_defect()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed.");
        var subject = "20 % pro vás, Šárko – přijďte 👟 " + new string('ř', 200);
        await Channel("Swiftmotion s. r. o. – \"sport\"")
            .SendAsync(Some.Mail(subject: subject, text: "Ahoj, Šárko", html: "<b>Ahoj</b>"), Token);

        const string Show = """
            import sys, email, email.policy, glob, json
            mail = email.message_from_binary_file(open(glob.glob(sys.argv[1] + '/*.eml')[0], 'rb'), policy=email.policy.default)
            defects = list(mail.defects) + [d for p in mail.walk() for d in p.defects] + list(mail['subject'].defects) + list(mail['from'].defects)
            print(json.dumps([str(mail['subject']), mail['from'].addresses[0].display_name, mail['date'].datetime.isoformat(), mail.get_body(('plain',)).get_content(), len(defects)]))
            """;
        var (_, output) = await Tool.RunAsync(Python, Show, Token, "-", _folder.Path);

        var shown = System.Text.Json.JsonDocument.Parse(output).RootElement;
        shown[0].GetString().Should().Be(subject);
        shown[1].GetString().Should().Be("Swiftmotion s. r. o. – \"sport\"");
        shown[2].GetString().Should().Be("2026-07-01T09:30:00+00:00");
        shown[3].GetString()!.TrimEnd().Should().Be("Ahoj, Šárko");
        shown[4].GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task A_customer_id_cannot_escape_from_the_folder()
    {
        var message = Some.Mail() with { Customer = new CustomerId("../../etc/passwd") };

        await Channel().SendAsync(message, Token);

        _folder.Files.Should().ContainSingle().Which.Should().StartWith("------etc-passwd-");
    }

    [Fact]
    public async Task The_file_has_the_virtual_time()
    {
        await Channel().SendAsync(Some.Mail() with { SentAt = new DateTimeOffset(2024, 2, 29, 23, 30, 0, TimeSpan.FromHours(2)) }, Token);

        var file = _folder.Files.Single();
        MimeReader.Read(_folder.Read(file))["Date"].Should().Be("Thu, 29 Feb 2024 21:30:00 +0000");
        File.GetLastWriteTimeUtc(Path.Combine(_folder.Path, file)).Should().Be(new DateTime(2024, 2, 29, 21, 30, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_makes_the_message_wait()
    {
        _folder.With("file", "in the way");
        var channel = new PickupEmailChannel(Options.Create(new PickupEmailOptions { Folder = Path.Combine(_folder.Path, "file") }));

        var result = await channel.SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        result.Reason.Should().Be("pickup-folder-unwritable");
    }

    [Fact]
    public async Task An_international_domain_is_written_in_its_dns_form()
    {
        await Channel().SendAsync(Some.Mail(to: "ada@bücher.example"), Token);

        MimeReader.Read(_folder.Read(_folder.Files.Single()))["To"].Should().Be("ada@xn--bcher-kva.example");
    }

    private PickupEmailChannel Channel(string? name = "Swiftmotion") => new(Options.Create(new PickupEmailOptions
    {
        Folder = _folder.Path,
        From = "hello@swiftmotion.example",
        FromName = name,
    }));
}
