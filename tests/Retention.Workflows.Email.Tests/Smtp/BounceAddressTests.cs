using Microsoft.Extensions.Options;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Smtp;

/// <summary>The envelope's sender carries the token of the mail, so that a bounce names its mail by its own recipient.</summary>
public sealed class BounceAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "hello@swiftmotion.example")]
    [InlineData("", "hello@swiftmotion.example")]
    [InlineData("bounce@swiftmotion.example", "bounce@swiftmotion.example")]
    [InlineData("bounce+{token}@swiftmotion.example", $"bounce+{Some.Token}@swiftmotion.example")]
    [InlineData("b-{token}@bounces.swiftmotion.example", $"b-{Some.Token}@bounces.swiftmotion.example")]
    [InlineData("{token}@bounces.swiftmotion.example", $"{Some.Token}@bounces.swiftmotion.example")]
    public async Task The_envelope_has_the_bounce_address_and_the_header_the_sender(string? address, string expected)
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = Channel(server, address);

        var result = await channel.SendAsync(Some.Mail() with { ReportToken = Some.Token }, Token);

        result.Status.Should().Be(DeliveryStatus.Delivered);
        server.Commands.Should().ContainSingle(line => line.StartsWith("MAIL FROM:", StringComparison.Ordinal))
            .Which.Should().StartWith($"MAIL FROM:<{expected}>");
        var mail = MimeReader.Read(server.Mails.Single());
        mail["From"].Should().Be("hello@swiftmotion.example");
        mail["Message-Id"].Should().EndWith("@swiftmotion.example>");
        mail["X-Retention-Token"].Should().Be(Some.Token);
    }

    [Fact]
    public async Task A_mail_without_a_token_has_the_sender_of_its_header()
    {
        await using var server = new ScriptedSmtpServer();
        using var channel = Channel(server, "bounce+{token}@swiftmotion.example");

        await channel.SendAsync(Some.Mail(), Token);

        server.Commands.Should().Contain(line => line.StartsWith("MAIL FROM:<hello@swiftmotion.example>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 sender address not allowed")]
    [InlineData("MAIL", "553 5.1.7 sub-addressing is not permitted")]
    [InlineData("MAIL", "501 bad address syntax")]
    [InlineData("RCPT", "553 5.7.1 <bounce@swiftmotion.example>: Sender address rejected: not owned by user shop")]
    [InlineData("RCPT", "550 5.1.8 domain of sender address does not resolve")]
    public async Task A_server_that_refuses_the_sender_pauses_the_channel_and_costs_no_message(string verb, string answer)
    {
        await using var server = new ScriptedSmtpServer((verb, answer));
        using var channel = Channel(server, "bounce+{token}@swiftmotion.example");

        var result = await channel.SendAsync(Some.Mail() with { ReportToken = Some.Token }, Token);

        (result.Status, result.PausesChannel, result.Reason).Should().Be((DeliveryStatus.RetryLater, true, $"smtp-{answer[..3]}"));
    }

    [Theory]
    [InlineData("MAIL", "552 5.3.4 message too big")]
    [InlineData("MAIL", "550 5.6.7 no international addresses")]
    [InlineData("RCPT", "550 5.1.1 no such user")]
    [InlineData("RCPT", "550 5.7.1 policy")]
    [InlineData("DOT", "554 5.7.1 spam")]
    public async Task A_refusal_of_one_mail_does_not_pause_the_channel(string verb, string answer)
    {
        await using var server = new ScriptedSmtpServer((verb, answer));
        using var channel = Channel(server, null);

        (await channel.SendAsync(Some.Mail(), Token)).Should()
            .Match<DeliveryResult>(result => result.Status == DeliveryStatus.Rejected && !result.PausesChannel);
    }

    [Theory]
    [InlineData("bounce")]
    [InlineData("bounce+{token}")]
    [InlineData("bounce@{token}.example")]
    [InlineData("{token}+bounce@swiftmotion.example")]
    [InlineData("bounce{token}@swiftmotion.example")]
    [InlineData("{token}{token}@swiftmotion.example")]
    [InlineData("returned-mail-of+{token}@swiftmotion.example")]
    [InlineData("bounce é+{token}@swiftmotion.example")]
    [InlineData("Bounces <bounce+{token}@swiftmotion.example>")]
    public void An_address_that_cannot_carry_a_token_is_named_in_the_error(string address) =>
        Problems(address, "a-key-of-the-shop").Should().ContainSingle().Which.Should().StartWith("SmtpEmailOptions.BounceAddress: must be");

    [Theory]
    [InlineData("sixteen-letters+{token}@swiftmotion.example")]
    [InlineData("bounce+{token}@swiftmotion.example")]
    [InlineData("bounce={token}@swiftmotion.example")]
    [InlineData("{token}@bounces.swiftmotion.example")]
    [InlineData("bounce@swiftmotion.example")]
    public void Other_addresses_are_valid(string address) => Problems(address, "a-key-of-the-shop").Should().BeEmpty();

    [Fact]
    public void A_token_needs_the_privacy_key()
    {
        Problems("bounce+{token}@swiftmotion.example", "").Should().ContainSingle()
            .Which.Should().Contain("BounceAddress").And.Contain("Privacy.Key");
        Problems("bounce@swiftmotion.example", "").Should().BeEmpty();
    }

    private static IEnumerable<string> Problems(string address, string key)
    {
        var retention = new RetentionOptions();
        retention.Privacy.Key = key;
        return new SmtpEmailOptionsValidator(Options.Create(retention)).Validate(
            null, new SmtpEmailOptions { Host = "smtp.example.org", From = "hello@swiftmotion.example", BounceAddress = address }).Failures ?? [];
    }

    private static SmtpEmailChannel Channel(ScriptedSmtpServer server, string? bounceAddress) => new(
        Options.Create(new SmtpEmailOptions
        {
            Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, From = "hello@swiftmotion.example",
            BounceAddress = bounceAddress,
        }),
        TimeProvider.System);
}
