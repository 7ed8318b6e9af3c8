using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>The webhooks of mail providers, with bodies and signatures as the providers document them.</summary>
public sealed class ProviderReportsTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:1:bounces";

    private const string SendGridKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";

    private const string SendGridSignature =
        "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=";

    [Theory]
    [InlineData(SendGridSignature, "1588788367", true)]
    [InlineData(SendGridSignature, "1588788368", false)]
    [InlineData("MEUCIQCtIHJeH93Y", "1588788367", false)]
    [InlineData(null, "1588788367", false)]
    public void Sendgrids_signature_is_that_of_its_own_example(string? signature, string timestamp, bool expected)
    {
        var body = Encoding.UTF8.GetBytes("""{"category":"example_payload","event":"test_event","message_id":"message_id"}""");

        SendGridReports.TryRead(SendGridKey, body, signature, timestamp, Some.Moment, out _).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"event":"delivered"}""", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    [InlineData("""{"event":"deferred"}""", DeliveryReportStatus.Underway, BounceClass.None, null)]
    [InlineData("""{"event":"bounce","type":"bounce","status":"5.1.1","reason":"550 5.1.1 user unknown"}""", DeliveryReportStatus.Failed, BounceClass.Hard, "smtp-5.1.1")]
    [InlineData("""{"event":"bounce","type":"blocked","status":"5.7.1","reason":"550 5.7.1 blocked using zen.spamhaus.org"}""", DeliveryReportStatus.Failed, BounceClass.None, "sender-blocked")]
    [InlineData("""{"event":"dropped","reason":"Bounced Address"}""", DeliveryReportStatus.Failed, BounceClass.Hard, "bounced")]
    [InlineData("""{"event":"dropped","reason":"Unsubscribed Address"}""", DeliveryReportStatus.Failed, BounceClass.Unsubscribed, "bounced")]
    [InlineData("""{"event":"dropped","reason":"Spam Reporting Address"}""", DeliveryReportStatus.Failed, BounceClass.Complaint, "bounced")]
    [InlineData("""{"event":"spamreport"}""", DeliveryReportStatus.Complained, BounceClass.Complaint, "complaint")]
    [InlineData("""{"event":"group_unsubscribe"}""", DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, "opt-out")]
    public void Sendgrids_events(string json, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var body = Encoding.UTF8.GetBytes($"[{json.Insert(1, $"\"retention_token\":\"{Some.Token}\",\"timestamp\":1782898200,")}]");
        var signature = Convert.ToBase64String(key.SignData(
            [.. "1588788367"u8, .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        SendGridReports.TryRead(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), body, signature, "1588788367", Some.Moment, out var reports)
            .Should().BeTrue();

        Expect(reports.Single(), status, bounce, reason);
    }

    [Theory]
    [InlineData("""{"event":"delivered"}""", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    [InlineData("""{"event":"failed","severity":"temporary","delivery-status":{"message":"mailbox full"}}""", DeliveryReportStatus.Underway, BounceClass.None, null)]
    [InlineData("""{"event":"failed","severity":"permanent","delivery-status":{"message":"550 No such user here"}}""", DeliveryReportStatus.Failed, BounceClass.Hard, "bounced")]
    [InlineData("""{"event":"failed","severity":"permanent","reason":"suppress-bounce","delivery-status":{"message":""}}""", DeliveryReportStatus.Failed, BounceClass.Hard, "bounced")]
    [InlineData("""{"event":"failed","severity":"permanent","reason":"suppress-unsubscribe"}""", DeliveryReportStatus.Failed, BounceClass.Unsubscribed, "bounced")]
    [InlineData("""{"event":"failed","severity":"permanent","reason":"suppress-complaint"}""", DeliveryReportStatus.Failed, BounceClass.Complaint, "bounced")]
    [InlineData("""{"event":"complained"}""", DeliveryReportStatus.Complained, BounceClass.Complaint, "complaint")]
    public void Mailguns_events(string json, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        const string Key = "key-5f1b3c";
        var data = json.Insert(1, $$"""
            "timestamp":1782898200.5,"user-variables":{"retention_token":"{{Some.Token}}"},
            """);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), "1529006854a8ce0edb"u8));
        var body = Encoding.UTF8.GetBytes($$"""
            {"signature":{"timestamp":"1529006854","token":"a8ce0edb","signature":"{{signature}}"},"event-data":{{data}}}
            """);

        MailgunReports.TryRead(Key, body, Some.Moment, out var report).Should().BeTrue();

        Expect(report!, status, bounce, reason);
        MailgunReports.TryRead("another-key", body, Some.Moment, out var forged).Should().BeFalse();
        forged.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"RecordType":"Delivery","DeliveredAt":"2026-07-01T09:30:00Z"}""", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    [InlineData("""{"RecordType":"Bounce","Type":"HardBounce","BouncedAt":"2026-07-01T09:30:00Z","Details":"smtp;550 unknown user"}""", DeliveryReportStatus.Failed, BounceClass.Hard, "bounced")]
    [InlineData("""{"RecordType":"Bounce","Type":"SoftBounce","BouncedAt":"2026-07-01T09:30:00Z","Details":""}""", DeliveryReportStatus.Failed, BounceClass.Soft, "bounced")]
    [InlineData("""{"RecordType":"Bounce","Type":"Blocked","BouncedAt":"2026-07-01T09:30:00Z","Details":"550 5.7.26 DMARC"}""", DeliveryReportStatus.Failed, BounceClass.None, "sender-authentication")]
    [InlineData("""{"RecordType":"SpamComplaint","Type":"SpamComplaint","BouncedAt":"2026-07-01T09:30:00Z"}""", DeliveryReportStatus.Complained, BounceClass.Complaint, "complaint")]
    [InlineData("""{"RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"ManualSuppression","ChangedAt":"2026-07-01T09:30:00Z"}""", DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, "opt-out")]
    public void Postmarks_events(string json, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        var body = Encoding.UTF8.GetBytes(json.Insert(1, $$"""
            "Metadata":{"retention-token":"{{Some.Token}}"},
            """));
        var authorization = "Basic " + Convert.ToBase64String("hook:secret"u8);

        PostmarkReports.TryRead("hook", "secret", body, authorization, Some.Moment, out var report).Should().BeTrue();

        Expect(report!, status, bounce, reason);
        PostmarkReports.TryRead("hook", "other", body, authorization, Some.Moment, out _).Should().BeFalse();
        PostmarkReports.TryRead("hook", "secret", body, null, Some.Moment, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"event":"delivered"}""", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    [InlineData("""{"event":"hard_bounce","reason":"550 5.1.1 user unknown"}""", DeliveryReportStatus.Failed, BounceClass.Hard, "smtp-5.1.1")]
    [InlineData("""{"event":"hard_bounce","reason":"421 too many connections from your host"}""", DeliveryReportStatus.Failed, BounceClass.None, "sender-rate")]
    [InlineData("""{"event":"soft_bounce","reason":""}""", DeliveryReportStatus.Failed, BounceClass.Soft, "bounced")]
    [InlineData("""{"event":"spam"}""", DeliveryReportStatus.Complained, BounceClass.Complaint, "complaint")]
    [InlineData("""{"event":"unsubscribed"}""", DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, "opt-out")]
    public void Brevos_events(string json, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        var body = Encoding.UTF8.GetBytes(json.Insert(1, $"\"X-Mailin-custom\":\"{Some.Token}\",\"ts_event\":1782898200,"));

        BrevoReports.TryRead("secret", body, "Bearer secret", Some.Moment, out var report).Should().BeTrue();

        Expect(report!, status, bounce, reason);
        BrevoReports.TryRead("secret", body, "Bearer other", Some.Moment, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"notificationType":"Delivery","delivery":{}}""", DeliveryReportStatus.Delivered, BounceClass.None, null)]
    [InlineData("""{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}""", DeliveryReportStatus.Failed, BounceClass.Hard, "smtp-5.1.1")]
    [InlineData("""{"eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"General","bouncedRecipients":[{}]}}""", DeliveryReportStatus.Failed, BounceClass.Soft, "bounced")]
    [InlineData("""{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"diagnosticCode":"550 message rejected as spam"}]}}""", DeliveryReportStatus.Failed, BounceClass.None, "bounced")]
    [InlineData("""{"eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MessageTooLarge","bouncedRecipients":[{}]}}""", DeliveryReportStatus.Failed, BounceClass.None, "bounced")]
    [InlineData("""{"eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"ContentRejected","bouncedRecipients":[{}]}}""", DeliveryReportStatus.Failed, BounceClass.None, "bounced")]
    [InlineData("""{"eventType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"AttachmentRejected","bouncedRecipients":[{}]}}""", DeliveryReportStatus.Failed, BounceClass.None, "bounced")]
    [InlineData("""{"eventType":"Subscription","subscription":{"newTopicPreferences":{"unsubscribeAll":true}}}""", DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, "opt-out")]
    [InlineData("""{"eventType":"Subscription","subscription":{"newTopicPreferences":{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"news","subscriptionStatus":"OptOut"}]}}}""", DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, "opt-out")]
    [InlineData("""{"notificationType":"Complaint","complaint":{"complaintFeedbackType":"abuse"}}""", DeliveryReportStatus.Complained, BounceClass.Complaint, "complaint")]
    public void Amazons_events(string json, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        var (certificate, body) = FromAmazon(json);
        using var disposed = certificate;

        AmazonSesReports.TryRead(certificate, Topic, body, Some.Moment, out var report).Should().BeTrue();

        Expect(report!, status, bounce, reason);
        AmazonSesReports.CertificateAddress(body)!.Host.Should().Be("sns.eu-west-1.amazonaws.com");
        AmazonSesReports.TryRead(certificate, "arn:aws:sns:eu-west-1:1:others", body, Some.Moment, out _).Should().BeFalse();
        body[Array.IndexOf(body, (byte)'m')]++;
        AmazonSesReports.TryRead(certificate, Topic, body, Some.Moment, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"news","subscriptionStatus":"OptIn"}]}""", "{}")]
    [InlineData("""{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"news","subscriptionStatus":"OptOut"},{"topicName":"sale","subscriptionStatus":"OptIn"}]}""",
        """{"topicSubscriptionStatus":[{"topicName":"news","subscriptionStatus":"OptOut"},{"topicName":"sale","subscriptionStatus":"OptOut"}]}""")]
    [InlineData("{}", "{}")]
    public void A_customer_who_returns_at_amazon_has_not_left(string after, string before)
    {
        var (certificate, body) = FromAmazon(
            $$$"""{"eventType":"Subscription","subscription":{"newTopicPreferences":{{{after}}}, "oldTopicPreferences":{{{before}}} } }""");
        using var disposed = certificate;

        AmazonSesReports.TryRead(certificate, Topic, body, Some.Moment, out var report).Should().BeTrue();

        report.Should().BeNull();
    }

    [Fact]
    public void Every_provider_tells_the_links_of_a_mail_apart()
    {
        const string Link = "https://swiftmotion.example/a";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sendGrid = Encoding.UTF8.GetBytes($$"""[{"event":"click","timestamp":1782898200,"url":"{{Link}}"}]""");
        SendGridReports.TryRead(
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), sendGrid,
            Convert.ToBase64String(key.SignData([.. "1"u8, .. sendGrid], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            "1", Some.Moment, out var sendGrids).Should().BeTrue();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, "1a"u8));
        MailgunReports.TryRead("key", Encoding.UTF8.GetBytes($$"""
            {"signature":{"timestamp":"1","token":"a","signature":"{{signature}}"},"event-data":{"event":"clicked","url":"{{Link}}"} }
            """), Some.Moment, out var mailgun).Should().BeTrue();
        PostmarkReports.TryRead(
            "hook", "secret", Encoding.UTF8.GetBytes($$"""{"RecordType":"Click","OriginalLink":"{{Link}}"}"""),
            "Basic " + Convert.ToBase64String("hook:secret"u8), Some.Moment, out var postmark).Should().BeTrue();
        BrevoReports.TryRead(
            "secret", Encoding.UTF8.GetBytes($$"""{"event":"click","link":"{{Link}}"}"""), "Bearer secret", Some.Moment, out var brevo)
            .Should().BeTrue();
        var (certificate, body) = FromAmazon($$$"""{"eventType":"Click","click":{"link":"{{{Link}}}"}}""");
        using var disposed = certificate;
        AmazonSesReports.TryRead(certificate, Topic, body, Some.Moment, out var amazon).Should().BeTrue();

        new[] { sendGrids.Single(), mailgun!, postmark!, brevo!, amazon! }.Should()
            .OnlyContain(report => report.Status == DeliveryReportStatus.Clicked && report.Link == Link);
    }

    [Fact]
    public void One_event_that_is_no_unicode_spoils_no_other_of_a_webhook()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var body = """[{"event":"delivered"},{"\ud83d":1,"event":"delivered"},{"event":"open"}]"""u8.ToArray();
        var signature = Convert.ToBase64String(
            key.SignData([.. "1"u8, .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

        SendGridReports.TryRead(
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), body, signature, "1", Some.Moment, out var reports).Should().BeTrue();

        reports.Select(report => report.Status).Should().Contain([DeliveryReportStatus.Delivered, DeliveryReportStatus.Opened]);
    }

    [Theory]
    [InlineData("https://sns.eu-west-1.amazonaws.com.evil.example/x.pem")]
    [InlineData("http://sns.eu-west-1.amazonaws.com/x.pem")]
    [InlineData("https://s3.amazonaws.com/sns/x.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/x.html")]
    [InlineData("file:///x.pem")]
    public void A_certificate_comes_from_amazon_sns_only(string address) =>
        AmazonSesReports.CertificateAddress(Encoding.UTF8.GetBytes($$"""{"SigningCertURL":"{{address}}"}""")).Should().BeNull();

    [Theory]
    [InlineData(SmtpRelay.SendGrid, "X-SMTPAPI", """{"unique_args":{"retention_token":"aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx"}}""")]
    [InlineData(SmtpRelay.Mailgun, "X-Mailgun-Variables", """{"retention_token":"aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx"}""")]
    [InlineData(SmtpRelay.Postmark, "X-PM-Metadata-retention-token", "aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx")]
    [InlineData(SmtpRelay.Brevo, "X-Mailin-custom", "aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx")]
    public void A_mail_carries_the_token_where_its_provider_returns_it(SmtpRelay relay, string header, string value)
    {
        using var mail = MailComposer.Compose(
            Some.Mail() with { ReportToken = Some.Token }, MailComposer.Sender("hello@swiftmotion.example", null),
            new MimeKit.MailboxAddress(null, "ada@example.org"), relay);

        mail.Headers[header].Should().Be(value);
    }

    private static (X509Certificate2 Certificate, byte[] Body) FromAmazon(string json)
    {
        using var key = RSA.Create(2048);
        var certificate = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Some.Moment, Some.Moment.AddYears(1));
        var message = json.Insert(1, $$"""
            "mail":{"messageId":"m-1","headers":[{"name":"X-Retention-Token","value":"{{Some.Token}}"}]},
            """);
        var text = $"Message\n{message}\nMessageId\nid\nTimestamp\n2026-07-01T09:30:00.000Z\nTopicArn\n{Topic}\nType\nNotification\n";
        var signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new
        {
            Type = "Notification", MessageId = "id", TopicArn = Topic, Message = message, Timestamp = "2026-07-01T09:30:00.000Z",
            SignatureVersion = "2", Signature = signature, SigningCertURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
        });
        return (certificate, body);
    }

    private static void Expect(DeliveryReport report, DeliveryReportStatus status, BounceClass bounce, string? reason)
    {
        (report.Status, report.Bounce, report.Reason).Should().Be((status, bounce, reason));
        (report.Token, report.OccurredAt).Should().Be((Some.Token, Some.Moment));
    }
}
