using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Reports;

public sealed class WhatsAppReportsTests
{
    private const string Secret = "app-secret";

    [Theory]
    [InlineData("sent", DeliveryReportStatus.Underway)]
    [InlineData("delivered", DeliveryReportStatus.Delivered)]
    [InlineData("read", DeliveryReportStatus.Opened)]
    public void A_status_is_reported_for_the_message_that_our_token_names(string status, DeliveryReportStatus expected) =>
        Read(Status(status)).Should().Equal(new DeliveryReport
        {
            Channel = Channel.WhatsApp,
            Status = expected,
            OccurredAt = DateTimeOffset.FromUnixTimeSeconds(1_782_898_200),
            Token = Some.Token,
            ProviderMessageId = "wamid.HBgL",
            Address = "420601123456",
            Evidence = expected == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
        });

    [Theory]
    [InlineData("""{"code":131026,"title":"Message undeliverable"}""", "whatsapp-131026", BounceClass.Soft)]
    [InlineData("""{"code":131050}""", "whatsapp-131050", BounceClass.Unsubscribed)]
    [InlineData("""{"code":131047}""", "whatsapp-131047", BounceClass.None)]
    [InlineData("""{"code":"to +420601123456"}""", "whatsapp-failed", BounceClass.None)]
    [InlineData("", "whatsapp-failed", BounceClass.None)]
    public void A_failure_has_its_code_and_its_class(string error, string reason, BounceClass bounce)
    {
        var report = Read(Status("failed", error)).Single();

        (report.Status, report.Reason, report.Bounce).Should().Be((DeliveryReportStatus.Failed, reason, bounce));
    }

    [Fact]
    public void Stopping_marketing_messages_is_an_unsubscription()
    {
        var reports = Read("""
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"user_preferences","value":{"messaging_product":"whatsapp","user_preferences":[
              {"wa_id":"420601123456","detail":"User requested to stop marketing messages","category":"marketing_messages","value":"stop","timestamp":1782898200},
              {"wa_id":"420601123457","category":"marketing_messages","value":"resume","timestamp":1782898200}]}}]}]}
            """);

        reports.Should().Equal(new DeliveryReport
        {
            Channel = Channel.WhatsApp,
            Status = DeliveryReportStatus.Unsubscribed,
            OccurredAt = DateTimeOffset.FromUnixTimeSeconds(1_782_898_200),
            Address = "420601123456",
            Reason = "whatsapp-stop",
            Bounce = BounceClass.Unsubscribed,
        });
    }

    [Fact]
    public void A_webhook_with_many_statuses_is_read_in_order()
    {
        var one = """{"id":"a","status":"sent"}""";
        var two = """{"id":"b","status":"delivered"}""";

        Read($$$"""{"entry":[{"changes":[{"value":{"statuses":[{{{one}}},{{{two}}}]}}]},{"changes":[{"value":{"statuses":[{{{one}}}]}}]}]}""")
            .Select(report => report.ProviderMessageId).Should().Equal("a", "b", "a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"entry":{}}""")]
    [InlineData("""{"entry":[null,1,{"changes":[{"value":7},{"value":{"statuses":[null,{"status":"deleted"},{"status":3}]}}]}]}""")]
    [InlineData("""{"entry":[{"changes":[{"value":{"messages":[{"from":"420601123456","text":{"body":"Hi"}}]}}]}]}""")]
    public void A_signed_call_without_reports_is_valid_and_empty(string body) => Read(body).Should().BeEmpty();

    [Fact]
    public void An_impossible_time_is_the_time_of_the_call()
    {
        foreach (var time in new[] { "-1", "0", "99999999999999", "1e300", "\"soon\"", "null" })
            Read($$$"""{"entry":[{"changes":[{"value":{"statuses":[{"id":"a","status":"sent","timestamp":{{{time}}}}]}}]}]}""")
                .Single().OccurredAt.Should().Be(Some.Moment, "of {0}", time);
    }

    [Fact]
    public void A_wrong_signature_gives_no_reports()
    {
        var body = Encoding.UTF8.GetBytes(Status("read"));
        foreach (var signature in new[] { null, "", "sha256=", "sha256=00", Sign(body)[7..], $"sha1={Sign(body)[7..]}",
            Sign([.. body, 32]) })
        {
            WhatsAppReports.TryRead(Secret, body, signature, Some.Moment, out var reports).Should().BeFalse();
            reports.Should().BeEmpty();
        }
    }

    private static IReadOnlyList<DeliveryReport> Read(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        WhatsAppReports.TryRead(Secret, body, Sign(body), Some.Moment, out var reports).Should().BeTrue();
        return reports;
    }

    private static string Sign(byte[] body) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}";

    private static string Status(string status, string error = "") =>
        $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","statuses":[{"id":"wamid.HBgL","status":"{{{status}}}","timestamp":"1782898200","recipient_id":"420601123456","biz_opaque_callback_data":"aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx","errors":[{{{error}}}]}]}}]}]}""";
}
