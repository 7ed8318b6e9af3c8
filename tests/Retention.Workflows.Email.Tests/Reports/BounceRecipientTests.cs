using System.Text;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>A bounce that quotes nothing is matched by the address to which it came.</summary>
public sealed class BounceRecipientTests
{
    private const string Address = $"bounce+{Some.Token}@swiftmotion.example";

    [Theory]
    [InlineData($"To: {Address}")]
    [InlineData($"To: <{Address}>")]
    [InlineData($"To: undisclosed-recipients:;\nDelivered-To: {Address}")]
    [InlineData($"To: hello@swiftmotion.example\nX-Original-To: {Address}")]
    [InlineData($"To: hello@swiftmotion.example\nOriginal-Recipient: rfc822;{Address}")]
    [InlineData($"To: hello@swiftmotion.example\nEnvelope-To: {Address}")]
    [InlineData($"Received: from mx.example (mx.example [192.0.2.1])\n\tby in.swiftmotion.example (Postfix) with ESMTP id 4F2\n\tfor <{Address}>; Wed,  1 Jul 2026 09:30:00 +0000 (UTC)\nTo: hello@swiftmotion.example")]
    [InlineData($"To: \"{Address}\" <{Address}>")]
    [InlineData($"To: \"bounce+{Some.Token}\"@swiftmotion.example")]
    [InlineData($"To: prvs=1234abcdef=bounce+{Some.Token}@swiftmotion.example")]
    [InlineData($"To: SRS0=ab12=XY=swiftmotion.example=bounce+{Some.Token}@forwarder.example")]
    [InlineData($"To: {Some.Token}@bounces.swiftmotion.example")]
    [InlineData($"To: b-{Some.Token}@bounces.swiftmotion.example")]
    public void The_token_is_found_in_every_header_of_the_recipient(string headers)
    {
        var report = Read($"""
            From: MAILER-DAEMON@mx.example
            {headers}
            Subject: Undelivered Mail

            We could not deliver your message to ada@example.org.
            550 5.1.1 user unknown
            """);

        report.Should().Be(new DeliveryReport { Channel = Channel.Email, Status = DeliveryReportStatus.Failed, OccurredAt = Some.Moment,
            Token = Some.Token, Bounce = BounceClass.Hard, Reason = "smtp-5.1.1" });
    }

    [Fact]
    public void A_server_that_folds_the_local_part_changes_nothing_that_counts()
    {
        var report = Read($"From: mailer-daemon@mx.example\nTo: {Address.ToUpperInvariant()}\nSubject: failure notice\n\n550 5.1.1 unknown");

        report!.Token.Should().BeEquivalentTo(Some.Token);
    }

    [Fact]
    public void A_notification_is_matched_by_its_quoted_headers_also_if_it_came_to_another_mailbox() =>
        Read(Notification("To: hello@swiftmotion.example", $"X-Retention-Token: {Some.Token}"))!.Token.Should().Be(Some.Token);

    [Fact]
    public void A_notification_whose_quoted_headers_were_cut_is_matched_by_its_recipient() =>
        Read(Notification($"To: {Address}", $"X-Retention-Token: {Some.Token[..20]}"))!.Token.Should().Be(Some.Token);

    [Fact]
    public void A_notification_that_quotes_the_envelopes_sender_is_matched_by_it() =>
        Read(Notification("To: hello@swiftmotion.example", $"Return-Path: <{Address}>"))!.Token.Should().Be(Some.Token);

    [Theory]
    [InlineData("To: bounce@swiftmotion.example")]
    [InlineData($"To: bounce+{Some.Token}a@swiftmotion.example")]
    [InlineData("To: bounce+aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7q@swiftmotion.example")]
    [InlineData("To: bounce+0189aaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx@swiftmotion.example")]
    [InlineData("To: bounce+0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071@swiftmotion.example")]
    [InlineData($"To: hello@swiftmotion.example\nX-Trace: {Some.Token}")]
    public void Other_recipients_have_no_token(string headers) =>
        Read($"From: MAILER-DAEMON@mx.example\n{headers}\nSubject: Undelivered Mail\n\n550 5.1.1 user unknown")!.Token.Should().BeNull();

    [Fact]
    public void An_automatic_reply_to_the_bounce_address_gives_no_report() =>
        Read($"From: ada@example.org\nTo: {Address}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am away.").Should().BeNull();

    private static string Notification(string recipient, string quoted) => $"""
        From: MAILER-DAEMON@mx.example
        {recipient}
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; ada@example.org
        Action: failed
        Status: 5.1.1

        --b1
        Content-Type: text/rfc822-headers

        {quoted}
        Subject: We miss you

        --b1--
        """;

    private static DeliveryReport? Read(string mail)
    {
        MailReports.TryRead(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")), Some.Moment, out var report);
        return report;
    }
}
