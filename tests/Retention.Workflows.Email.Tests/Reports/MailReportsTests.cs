using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>Bounces and complaints in the forms of mail servers and mailbox providers.</summary>
public sealed class MailReportsTests
{
    private const string Bounce = """
        From: MAILER-DAEMON@mx.example
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        Your message could not be delivered. Status: unknown to us humans

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        Arrival-Date: Wed, 1 Jul 2026 09:30:00 +0000

        Final-Recipient: rfc822; ada@example.org
        Action: ACTION
        Status: STATUS
        Diagnostic-Code: smtp; 550
            DIAGNOSIS

        --b1
        Content-Type: text/rfc822-headers

        From: hello@swiftmotion.example
        To: ada@example.org
        TOKEN
        Subject: We miss you

        --b1--
        """;

    private const string Complaint = """
        From: <feedback@mailbox.example>
        Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

        --b1
        Content-Type: message/feedback-report

        Feedback-Type: TYPE
        User-Agent: SomeGenerator/1.0
        Version: 1

        --b1
        Content-Type: message/rfc822

        From: hello@swiftmotion.example
        x-retention-token: aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx

        Hello
        --b1--
        """;

    [Theory]
    [InlineData("failed", "5.1.1", "User unknown", DeliveryReportStatus.Failed, BounceClass.Hard, "smtp-5.1.1")]
    [InlineData("Failed", "5.2.2 (mailbox full)", "over quota", DeliveryReportStatus.Failed, BounceClass.Soft, "smtp-5.2.2")]
    [InlineData("failed", "5.0.0", "5.1.1 no such user", DeliveryReportStatus.Failed, BounceClass.Hard, "smtp-5.0.0")]
    [InlineData("failed", "5.7.1", "looks like spam", DeliveryReportStatus.Failed, BounceClass.None, "smtp-5.7.1")]
    [InlineData("failed", "ada@example.org", "?", DeliveryReportStatus.Failed, BounceClass.None, "bounced")]
    [InlineData("delayed", "4.4.1", "no answer", DeliveryReportStatus.Underway, BounceClass.None, null)]
    [InlineData("delivered", "2.0.0", "ok", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    public void A_bounce_reports_on_the_mail_that_its_token_names(
        string action, string status, string diagnosis, DeliveryReportStatus expected, BounceClass bounce, string? reason)
    {
        var mail = Bounce.Replace("ACTION", action).Replace("STATUS", status).Replace("DIAGNOSIS", diagnosis)
            .Replace("TOKEN", $"X-Retention-Token: {Some.Token}")
            .Replace("Your message could not be delivered. Status: unknown to us humans", "Your message could not be delivered.");

        Read(mail).Should().Be(new DeliveryReport { Channel = Channel.Email, Status = expected, OccurredAt = Some.Moment,
            Token = Some.Token, Bounce = bounce, Reason = reason });
    }

    [Theory]
    [InlineData("X-Retention-Token:\n aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx")]
    [InlineData("X-RETENTION-TOKEN: aaaaaaaaaaea2xqk7w4v=\njr5hmtc3zbnp6gdsyuf2oieal7qx")]
    [InlineData("x-retention-token:aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx  ")]
    public void The_token_is_found_in_any_spelling_and_folding_of_the_header(string header) =>
        Read(Bounce.Replace("ACTION", "failed").Replace("STATUS", "5.1.1").Replace("TOKEN", header))!.Token.Should().Be(Some.Token);

    [Theory]
    [InlineData("abuse", DeliveryReportStatus.Complained)]
    [InlineData("Fraud", DeliveryReportStatus.Complained)]
    [InlineData("opt-out", DeliveryReportStatus.Unsubscribed)]
    public void A_complaint_is_recognized_whatever_it_quotes(string type, DeliveryReportStatus expected) =>
        Read(Complaint.Replace("TYPE", type))!.Should()
            .Match<DeliveryReport>(report => report.Status == expected && report.Token == Some.Token);

    /// <summary>SNS sends its own JSON (<c>email-json</c>), or the JSON of SES with a text below (<c>email</c>).</summary>
    [Theory]
    [InlineData(ContentEncoding.SevenBit, true)]
    [InlineData(ContentEncoding.SevenBit, false)]
    [InlineData(ContentEncoding.Base64, true)]
    [InlineData(ContentEncoding.QuotedPrintable, false)]
    public void A_notification_of_Amazon_that_comes_by_mail_is_read(ContentEncoding encoding, bool isJsonOfTopic)
    {
        var report = Read(FromTopic("""
            {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","timestamp":"2026-06-30T10:00:00.000Z",
            "bouncedRecipients":[{"emailAddress":"ada@example.org","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},
            "mail":{"source":"hello@swiftmotion.example","messageId":"0102","headersTruncated":false,"headers":[
            {"name":"From","value":"hello@swiftmotion.example"},{"name":"X-Retention-Token","value":"TOKEN"}]}}
            """, encoding, isJsonOfTopic));

        report.Should().Be(new DeliveryReport
        {
            Channel = Channel.Email, Status = DeliveryReportStatus.Failed, OccurredAt = Some.Moment, Token = Some.Token,
            Bounce = BounceClass.Hard, Reason = "smtp-5.1.1", ProviderMessageId = "0102",
        });
    }

    [Theory]
    [InlineData("""{"notificationType":"Complaint","complaint":{"complaintFeedbackType":"abuse"},"mail":{"headers":[{"name":"X-Retention-Token","value":"TOKEN"}]}}""", true, DeliveryReportStatus.Complained)]
    [InlineData("""{"notificationType":"Delivery","delivery":{},"mail":{"headers":[{"name":"X-Retention-Token","value":"TOKEN"}]}}""", false, DeliveryReportStatus.Delivered)]
    [InlineData("""{"notificationType":"Complaint","complaint":{},"mail":{"source":"bounce+TOKEN@swiftmotion.example"}}""", true, DeliveryReportStatus.Complained)]
    [InlineData("""{"AlarmName":"disk","NewStateValue":"ALARM"}""", true, null)]
    [InlineData("""{"notificationType":"Bounce","mail":{""", true, null)]
    [InlineData("{", false, null)]
    public void Only_notifications_about_mails_give_a_report(string message, bool isJsonOfTopic, DeliveryReportStatus? expected)
    {
        var report = Read(FromTopic(message, ContentEncoding.SevenBit, isJsonOfTopic));

        report?.Status.Should().Be(expected);
        (report is null).Should().Be(expected is null);
        report?.Token.Should().Be(Some.Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Subject: out of office\n\nX-Retention-Token: aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx\n")]
    [InlineData("Action: failed\nStatus: 5.1.1\n")]
    [InlineData("Feedback-Type: not-spam\nX-Retention-Token: aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx\n")]
    public void A_mail_that_reports_on_none_of_our_mails_gives_no_report(string mail)
    {
        MailReports.TryRead(Encoding.UTF8.GetBytes(mail), Some.Moment, out var report).Should().BeFalse();
        report.Should().BeNull();
    }

    [Fact]
    public void Any_input_is_read_without_an_error()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(2_000)];
            random.NextBytes(bytes);
            MailReports.TryRead(bytes, Some.Moment, out _).Should().BeFalse();
        }
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string FromTopic(string message, ContentEncoding encoding, bool isJsonOfTopic)
    {
        message = message.Replace("TOKEN", Some.Token, StringComparison.Ordinal);
        var text = isJsonOfTopic
            ? $$"""
                {
                  "Type" : "Notification",
                  "MessageId" : "6c2f",
                  "TopicArn" : "arn:aws:sns:eu-west-1:123456789012:bounces",
                  "Message" : {{JsonSerializer.Serialize(message, Relaxed)}},
                  "Timestamp" : "2026-06-30T10:00:01.000Z",
                  "SignatureVersion" : "1",
                  "Signature" : "x",
                  "SigningCertURL" : "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"
                }
                """
            : message + """


                --
                If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
                https://sns.eu-west-1.amazonaws.com/unsubscribe.html?SubscriptionArn=arn
                """;
        var body = new TextPart("plain") { Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(text))) };
        body.ContentTransferEncoding = encoding;
        using var mail = new MimeMessage([new MailboxAddress("AWS Notifications", "no-reply@sns.amazonaws.com")],
            [new MailboxAddress("", "bounces@swiftmotion.example")], "AWS Notification Message", body);
        using var bytes = new MemoryStream();
        mail.WriteTo(bytes, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static DeliveryReport? Read(string mail)
    {
        MailReports.TryRead(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\n").Replace("\n", "\r\n")), Some.Moment, out var report);
        return report;
    }
}
