using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Smtp;

public sealed class SmtpEmailChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_with_subject_and_both_parts()
    {
        await using var server = new ScriptedSmtpServer();
        var sent = Some.Mail(subject: "Přijďte zpět, Šárko 👟", html: "<p>Ahoj – .</p>\n.\n", text: "Ahoj\n.\nkonec");

        var result = await ChannelTo(server).SendAsync(sent, Token);

        result.Should().BeSameAs(DeliveryResult.Delivered);
        var mail = MimeReader.Read(server.Mails.Single());
        mail["Subject"].Should().Be("Přijďte zpět, Šárko 👟");
        mail["From"].Should().Contain("Swiftmotion").And.Contain("hello@swiftmotion.example");
        mail["To"].Should().Be("ada@example.org");
        mail["Content-Type"].Should().StartWith("multipart/alternative");
        mail.Parts.Should().HaveCount(2);
        mail.Parts[0]["Content-Type"].Should().StartWith("text/plain");
        mail.Parts[0].Text.Should().Be(sent.Content.Text.ReplaceLineEndings("\r\n"));
        mail.Parts[1]["Content-Type"].Should().StartWith("text/html");
        mail.Parts[1].Text.Should().Be(sent.Content.Html!.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task A_mail_without_html_is_plain_text()
    {
        await using var server = new ScriptedSmtpServer();

        await ChannelTo(server).SendAsync(Some.Mail(html: null), Token);

        var mail = MimeReader.Read(server.Mails.Single());
        mail["Content-Type"].Should().StartWith("text/plain");
        mail.Text.Should().Be("Hello");
    }

    [Fact]
    public async Task A_retry_has_the_same_message_id_and_another_message_another_one()
    {
        await using var server = new ScriptedSmtpServer();
        var channel = ChannelTo(server);

        foreach (var key in new[] { "a", "a", "b" })
            await channel.SendAsync(Some.Mail(key: key), Token);

        var ids = server.Mails.ConvertAll(mail => MimeReader.Read(mail)["Message-ID"]);
        ids[0].Should().Be(ids[1]).And.NotBe(ids[2]).And.EndWith("@swiftmotion.example>");
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 <ada@example.org>: no such user", DeliveryStatus.Rejected, BounceClass.Hard, false)]
    [InlineData("RCPT", "552 5.2.2 mailbox full", DeliveryStatus.Rejected, BounceClass.Soft, false)]
    [InlineData("DOT", "550 5.7.1 looks like spam", DeliveryStatus.Rejected, BounceClass.None, false)]
    [InlineData("RCPT", "550 no such user", DeliveryStatus.Rejected, BounceClass.Hard, false)]
    [InlineData("MAIL", "530 5.7.0 authenticate first", DeliveryStatus.RetryLater, BounceClass.None, true)]
    [InlineData("MAIL", "535 5.7.8 wrong password", DeliveryStatus.RetryLater, BounceClass.None, true)]
    [InlineData("RCPT", "451 4.7.1 greylisted", DeliveryStatus.RetryLater, BounceClass.None, false)]
    public async Task A_reply_has_a_meaning_for_the_address_and_for_the_channel(
        string verb, string answer, DeliveryStatus outcome, BounceClass bounce, bool pauses)
    {
        await using var server = new ScriptedSmtpServer((verb, answer));

        var result = await ChannelTo(server).SendAsync(Some.Mail(), Token);

        (result.Status, result.Bounce, result.PausesChannel).Should().Be((outcome, bounce, pauses));
    }

    [Theory]
    [InlineData("CONNECT", "421 busy", DeliveryStatus.RetryLater, "smtp-421")]
    [InlineData("CONNECT", "554 no SMTP service here", DeliveryStatus.RetryLater, "smtp-554")]
    [InlineData("CONNECT", "521 host does not accept mail", DeliveryStatus.RetryLater, "smtp-521")]
    [InlineData("CONNECT", "450 later", DeliveryStatus.RetryLater, "smtp-450")]
    [InlineData("MAIL", "451 local error", DeliveryStatus.RetryLater, "smtp-451")]
    [InlineData("MAIL", "452 full", DeliveryStatus.RetryLater, "smtp-452")]
    [InlineData("MAIL", "530 authenticate first", DeliveryStatus.RetryLater, "smtp-530")]
    [InlineData("MAIL", "552 too big", DeliveryStatus.Rejected, "smtp-552")]
    [InlineData("RCPT", "450 greylisted <ada@example.org>", DeliveryStatus.RetryLater, "smtp-450")]
    [InlineData("RCPT", "550 no such user <ada@example.org>", DeliveryStatus.Rejected, "smtp-550")]
    [InlineData("RCPT", "553 bad mailbox", DeliveryStatus.Rejected, "smtp-553")]
    [InlineData("DATA", "451 not now", DeliveryStatus.RetryLater, "smtp-451")]
    [InlineData("DATA", "554 refused", DeliveryStatus.Rejected, "smtp-554")]
    [InlineData("DATA", "250 odd", DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("DOT", "421 going down", DeliveryStatus.RetryLater, "smtp-421")]
    [InlineData("DOT", "451 queue full", DeliveryStatus.RetryLater, "smtp-451")]
    [InlineData("DOT", "550 spam", DeliveryStatus.Rejected, "smtp-550")]
    [InlineData("DOT", "554 spam", DeliveryStatus.Rejected, "smtp-554")]
    [InlineData("DOT", "what?", DeliveryStatus.Ambiguous, "smtp-broken")]
    [InlineData("CONNECT", ScriptedSmtpServer.Drop, DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("EHLO", ScriptedSmtpServer.Drop, DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("MAIL", ScriptedSmtpServer.Drop, DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("RCPT", ScriptedSmtpServer.Drop, DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("DATA", ScriptedSmtpServer.Drop, DeliveryStatus.RetryLater, "smtp-broken")]
    [InlineData("BODY", ScriptedSmtpServer.Drop, DeliveryStatus.Ambiguous, "smtp-broken")]
    [InlineData("DOT", ScriptedSmtpServer.Drop, DeliveryStatus.Ambiguous, "smtp-broken")]
    public async Task Every_answer_of_the_server_has_its_outcome(string verb, string answer, DeliveryStatus outcome, string reason)
    {
        await using var server = new ScriptedSmtpServer((verb, answer));

        var result = await ChannelTo(server).SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(outcome);
        result.Reason.Should().Be(reason, "a reason names the reply and never the server's text, which quotes addresses");
    }

    [Theory]
    [InlineData("CONNECT", "554 no SMTP service here")]
    [InlineData("CONNECT", "421 busy")]
    [InlineData("CONNECT", "521 host does not accept mail")]
    [InlineData("EHLO", "554 not from here")]
    [InlineData("EHLO", "421 closing")]
    public async Task A_server_that_refuses_the_connection_itself_is_down(string verb, string answer)
    {
        await using var server = new ScriptedSmtpServer((verb, answer), ("HELO", answer));

        var result = await ChannelTo(server).SendAsync(Some.Mail(), Token);

        (result.Status, result.IsUnreachable, result.Bounce).Should().Be(
            (DeliveryStatus.RetryLater, true, BounceClass.None), "no mail was named, so every other one would meet the same");
    }

    [Fact]
    public async Task A_refused_login_keeps_the_message()
    {
        await using var server = new ScriptedSmtpServer(("AUTH", "535 wrong password"), ("MAIL", "530 authenticate first"));

        var result = await ChannelTo(server, options => (options.UserName, options.Password) = ("shop", "wrong"))
            .SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        server.Commands.Should().Contain(line => line.StartsWith("AUTH"));
    }

    [Fact]
    public async Task A_server_without_tls_gets_no_mail_and_the_message_waits()
    {
        await using var server = new ScriptedSmtpServer();

        var result = await ChannelTo(server, options => options.Security = SmtpSecurity.Auto).SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        result.Reason.Should().Be("smtp-tls-missing");
        server.Mails.Should().BeEmpty();
    }

    [Fact]
    public async Task A_refused_connection_is_a_certain_non_send()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        var result = await Channel(options => options.Port = port).SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        result.Reason.Should().Be("smtp-unreachable");
    }

    [Fact]
    public async Task An_unknown_host_is_a_certain_non_send()
    {
        var result = await Channel(options => options.Host = "mail.invalid").SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        result.Reason.Should().Be("smtp-unreachable");
    }

    [Fact]
    public async Task A_silent_server_makes_the_message_ambiguous_after_the_timeout()
    {
        await using var server = new ScriptedSmtpServer(("DOT", ScriptedSmtpServer.Silence));
        var channel = ChannelTo(server, options => options.Timeout = TimeSpan.FromMilliseconds(300));

        var result = await channel.SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.Ambiguous);
        result.Reason.Should().Be("smtp-timeout");
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_falls_silent_before_the_body_is_a_certain_non_send(string verb)
    {
        await using var server = new ScriptedSmtpServer((verb, ScriptedSmtpServer.Silence));
        using var channel = ChannelTo(server, options => options.Timeout = TimeSpan.FromMilliseconds(300));

        var result = await channel.SendAsync(Some.Mail(), Token);

        (result.Status, result.Reason).Should().Be((DeliveryStatus.RetryLater, "smtp-timeout"));
    }

    [Fact]
    public async Task A_cancelled_send_is_a_certain_non_send_before_the_body()
    {
        await using var server = new ScriptedSmtpServer(("EHLO", ScriptedSmtpServer.Silence));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cancel.CancelAfter(200);
        using var channel = ChannelTo(server);

        var result = await channel.SendAsync(Some.Mail(), cancel.Token);

        result.Status.Should().Be(DeliveryStatus.RetryLater);
    }

    [Fact]
    public async Task Mails_one_after_another_share_a_connection()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = ChannelTo(server);

        for (var index = 0; index < 5; index++)
            (await channel.SendAsync(Some.Mail(key: $"{index}"), Token)).Status.Should().Be(DeliveryStatus.Delivered);

        server.Connections.Should().Be(1);
        server.Mails.Should().HaveCount(5);
    }

    [Fact]
    public async Task A_connection_serves_a_limited_number_of_mails()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = ChannelTo(server, options => options.MaxMailsPerConnection = 2);

        for (var index = 0; index < 5; index++)
            await channel.SendAsync(Some.Mail(key: $"{index}"), Token);

        server.Connections.Should().Be(3);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_closed_costs_no_message()
    {
        await using var server = new ScriptedSmtpServer { MailsPerConnection = 1 };
        using var channel = ChannelTo(server);

        for (var index = 0; index < 3; index++)
            (await channel.SendAsync(Some.Mail(key: $"{index}"), Token)).Status.Should().Be(DeliveryStatus.Delivered);

        server.Connections.Should().Be(3);
        server.Mails.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_refused_recipient_leaves_the_connection_for_the_next_mail()
    {
        await using var server = new ScriptedSmtpServer(("RCPT", "550 5.1.1 no such user"));
        using var channel = ChannelTo(server);

        await channel.SendAsync(Some.Mail(key: "a"), Token);
        await channel.SendAsync(Some.Mail(key: "b"), Token);

        server.Connections.Should().Be(1);
        server.Commands.Should().Contain("RSET");
    }

    [Fact]
    public async Task The_login_uses_the_token_of_the_host()
    {
        await using var server = new ScriptedSmtpServer(
            ("EHLO", "250-test\r\n250 AUTH XOAUTH2"), ("AUTH", "235 welcome"));
        using var channel = ChannelTo(
            server, options => (options.UserName, options.AccessToken) = ("shop", _ => Task.FromResult("ya29.token")));

        var result = await channel.SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(DeliveryStatus.Delivered);
        var login = server.Commands.Single(line => line.StartsWith("AUTH XOAUTH2 ", StringComparison.Ordinal));
        Encoding.UTF8.GetString(Convert.FromBase64String(login.Split(' ')[2])).Should()
            .Be("user=shop\u0001auth=Bearer ya29.token\u0001\u0001");
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_keeps_the_message()
    {
        await using var server = new ScriptedSmtpServer(("EHLO", "250-test\r\n250 AUTH XOAUTH2"));
        using var channel = ChannelTo(server, options => (options.UserName, options.AccessToken) =
            ("shop", _ => Task.FromException<string>(new InvalidOperationException("secret"))));

        var result = await channel.SendAsync(Some.Mail(), Token);

        (result.Status, result.Reason).Should().Be((DeliveryStatus.RetryLater, "smtp-token-unavailable"));
    }

    [Fact]
    public async Task A_mail_is_signed_with_dkim_if_a_key_is_given()
    {
        using var key = RSA.Create(2048);
        await using var server = new ScriptedSmtpServer();
        using var channel = ChannelTo(
            server, options => (options.DkimPrivateKey, options.DkimSelector) = (key.ExportRSAPrivateKeyPem(), "s1"));

        await channel.SendAsync(
            Some.Mail(subject: "Přijďte 👟", html: "<p>Ahoj</p>\n.\n From here  \n\n") with
            {
                UnsubscribeUrl = new Uri("https://swiftmotion.example/u?t=1"),
            },
            Token);

        using var mail = MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(server.Mails.Single())), Token);
        var signature = mail.Headers[HeaderId.DkimSignature];
        signature.Should().Contain("d=swiftmotion.example").And.Contain("s=s1").And.Contain("list-unsubscribe-post");
        var verifier = new DkimVerifier(new OneKey(key));
        verifier.Verify(mail, mail.Headers[mail.Headers.IndexOf(HeaderId.DkimSignature)], Token).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@example.org")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("ada@example.org\nRCPT TO:<eve@example.org>")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org, eve@example.org")]
    [InlineData("ada(comment)@example.org")]
    [InlineData("ada example@example.org")]
    public async Task An_address_that_is_not_a_bare_mailbox_is_rejected_before_any_command(string address)
    {
        await using var server = new ScriptedSmtpServer();

        var result = await ChannelTo(server).SendAsync(Some.Mail(to: address), Token);

        result.Status.Should().Be(DeliveryStatus.Rejected);
        result.Reason.Should().Be("invalid-address");
        server.Commands.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Hello\r\nBcc: eve@example.org")]
    [InlineData("Hello\nX-Evil: 1")]
    [InlineData("Hello\r")]
    [InlineData("Hello\0")]
    public async Task A_subject_of_more_than_one_line_is_rejected(string subject)
    {
        await using var server = new ScriptedSmtpServer();

        var result = await ChannelTo(server).SendAsync(Some.Mail(subject: subject), Token);

        result.Reason.Should().Be("invalid-subject");
        server.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_without_smtputf8_rejects_an_address_with_a_non_ascii_user()
    {
        await using var server = new ScriptedSmtpServer();

        var result = await ChannelTo(server).SendAsync(Some.Mail(to: "šárka@example.org"), Token);

        result.Should().BeEquivalentTo(DeliveryResult.Rejected("invalid-address"));
        server.Mails.Should().BeEmpty();
    }

    [Fact]
    public async Task All_of_many_concurrent_mails_arrive()
    {
        var sink = Tool.Find("smtp-sink");
        Assert.SkipWhen(sink is null, "smtp-sink is not installed (Debian package postfix).");
        var port = FreePort();
        using var server = Tool.Start(sink, "-u", Environment.UserName, $"127.0.0.1:{port}", "100");
        await ListeningAsync(port);
        var channel = Channel(options => options.Port = port);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => channel.SendAsync(Some.Mail(key: $"{index}"), Token)));

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
    }

    [Theory]
    [InlineData("connect", "-q", DeliveryStatus.RetryLater)]
    [InlineData("data", "-q", DeliveryStatus.RetryLater)]
    [InlineData(".", "-q", DeliveryStatus.Ambiguous)]
    [InlineData("rcpt", "-f", DeliveryStatus.Rejected)]
    [InlineData(".", "-f", DeliveryStatus.Rejected)]
    [InlineData("rcpt", "-r", DeliveryStatus.RetryLater)]
    [InlineData(".", "-r", DeliveryStatus.RetryLater)]
    public async Task Failures_of_smtp_sink_are_mapped(string command, string failure, DeliveryStatus outcome)
    {
        var sink = Tool.Find("smtp-sink");
        Assert.SkipWhen(sink is null, "smtp-sink is not installed (Debian package postfix).");
        // -q drops the connection at a command, -f answers the command with 5xx, -r with 4xx.
        var port = FreePort();
        using var server = Tool.Start(sink, "-u", Environment.UserName, failure, command, $"127.0.0.1:{port}", "100");
        await ListeningAsync(port);

        var result = await Channel(options => options.Port = port).SendAsync(Some.Mail(), Token);

        result.Status.Should().Be(outcome, "the reason was {0}", result.Reason);
    }

    [Fact]
    public async Task A_real_server_of_another_vendor_reads_the_mail_correctly()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipWhen(!File.Exists(Python) || (await Tool.RunAsync(Python, "import aiosmtpd", Token, "-")).ExitCode != 0,
            "aiosmtpd is not installed (Debian package python3-aiosmtpd).");
        using var folder = new TemporaryFolder();
        var port = FreePort();
        using var server = Tool.Start(
            Python, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", $"127.0.0.1:{port}", Path.Combine(folder.Path, "box"));
        await ListeningAsync(port);
        var sent = Some.Mail(
            subject: "20 % zpět pro \"Šárku\" <script> 👟", html: "<p>Ahoj, Šárko</p>", text: "Ahoj, Šárko\n.\nna shledanou");

        var result = await Channel(options => options.Port = port).SendAsync(sent, Token);

        result.Status.Should().Be(DeliveryStatus.Delivered, "the reason was {0}", result.Reason);
        const string Show = """
            import sys, email, email.policy, glob, json
            file = glob.glob(sys.argv[1] + '/box/new/*')[0]
            mail = email.message_from_binary_file(open(file, 'rb'), policy=email.policy.default)
            print(json.dumps([str(mail['subject']), mail.get_body(('plain',)).get_content(), mail.get_body(('html',)).get_content(), len(mail.defects)]))
            """;
        var (_, output) = await Tool.RunAsync(Python, Show, Token, "-", folder.Path);
        var shown = System.Text.Json.JsonDocument.Parse(output).RootElement;
        shown[0].GetString().Should().Be(sent.Content.Subject);
        shown[1].GetString()!.TrimEnd().Should().Be(sent.Content.Text);
        shown[2].GetString()!.TrimEnd().Should().Be(sent.Content.Html);
        shown[3].GetInt32().Should().Be(0);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a process listens on the port.</summary>
    private static async Task ListeningAsync(int port)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(20);)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
            }
        }

        throw new TimeoutException("The server did not come up.");
    }

    private static SmtpEmailChannel ChannelTo(ScriptedSmtpServer server, Action<SmtpEmailOptions>? configure = null) =>
        Channel(options =>
        {
            options.Port = server.Port;
            configure?.Invoke(options);
        });

    private static SmtpEmailChannel Channel(Action<SmtpEmailOptions> configure)
    {
        var options = new SmtpEmailOptions { Host = "127.0.0.1", From = "hello@swiftmotion.example", FromName = "Swiftmotion",
            Security = SmtpSecurity.None };
        configure(options);
        return new SmtpEmailChannel(Options.Create(options), TimeProvider.System);
    }

    /// <summary>The public key that the signer's domain would publish in DNS.</summary>
    private sealed class OneKey(RSA key) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            DotNetUtilities.GetRsaPublicKey(key);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
