using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Smtp;

/// <summary>The body of a mail is written once, in memory that other mails use as well.</summary>
public sealed partial class WrittenBodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mails_that_wait_for_a_connection_keep_their_own_texts()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = Channel(server);
        var sent = Enumerable.Range(0, 60).Select(number => Some.Mail(
            key: $"{number}", html: Text("html", number), text: Text("text", number))).ToList();

        var results = await Task.WhenAll(sent.Select(mail => channel.SendAsync(mail, Token)));

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
        server.Mails.Select(mail => MimeReader.Read(mail)).Select(mail => (mail.Parts[0].Text, mail.Parts[1].Text))
            .Should().BeEquivalentTo(sent.Select(mail => (mail.Content.Text, mail.Content.Html)));
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("Příliš žluťoučký kůň – 13,90 €", 200)]
    [InlineData(".\n..\nFrom here\n", 3_000)]
    public async Task The_size_that_is_announced_is_the_size_that_is_sent(string text, int times)
    {
        await using var server = new ScriptedSmtpServer(("EHLO", "250-test\r\n250-SIZE 10000000\r\n250 8BITMIME"));
        using var channel = Channel(server);
        var mail = Some.Mail(text: string.Concat(Enumerable.Repeat(text, times)));

        (await channel.SendAsync(mail, Token)).Status.Should().Be(DeliveryStatus.Delivered);

        var announced = Size().Match(server.Commands.Single(command => command.StartsWith("MAIL", StringComparison.Ordinal))).Groups[1].Value;
        int.Parse(announced, CultureInfo.InvariantCulture).Should().Be(server.Mails.Single().Length);
    }

    [GeneratedRegex("SIZE=([0-9]+)")]
    private static partial Regex Size();

    /// <summary>Texts of different lengths, below and above the blocks of the memory.</summary>
    private static string Text(string kind, int number) =>
        string.Concat(Enumerable.Repeat($"{kind} of mail {number}, ", 1 + (number * 37 % 400)));

    private static SmtpEmailChannel Channel(ScriptedSmtpServer server) => new(
        Options.Create(new SmtpEmailOptions
        {
            Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, From = "hello@swiftmotion.example", MaxConnections = 1,
        }),
        TimeProvider.System);
}
