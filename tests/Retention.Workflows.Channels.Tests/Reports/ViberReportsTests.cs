using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Reports;

public sealed class ViberReportsTests
{
    private const string AuthToken = "445da6az1s345z78";

    [Theory]
    [InlineData("delivered", DeliveryReportStatus.Delivered, null)]
    [InlineData("seen", DeliveryReportStatus.Opened, null)]
    [InlineData("failed", DeliveryReportStatus.Failed, "viber-failed")]
    public void An_event_names_the_message_by_vibers_token(string what, DeliveryReportStatus status, string? reason) =>
        Read($$"""{"event":"{{what}}","timestamp":1782898200123,"message_token":4912661846655238145,"user_id":"01234567890A=","desc":"failure description"}""")
            .Should().Be(new DeliveryReport
            {
                Channel = Channel.Viber,
                Status = status,
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(1_782_898_200_123),
                ProviderMessageId = "4912661846655238145",
                Address = "01234567890A=",
                Reason = reason,
                Evidence = status == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
            });

    [Fact]
    public void Leaving_the_bot_is_an_unsubscription() =>
        Read("""{"event":"unsubscribed","timestamp":1782898200123,"user_id":"01234567890A=","message_token":4912661846655238145}""")
            .Should().Be(new DeliveryReport
            {
                Channel = Channel.Viber,
                Status = DeliveryReportStatus.Unsubscribed,
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(1_782_898_200_123),
                Address = "01234567890A=",
                Reason = "viber-unsubscribed",
                Bounce = BounceClass.Unsubscribed,
            });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"event":"webhook"}""")]
    [InlineData("""{"event":"message","sender":{"id":"01234567890A="}}""")]
    [InlineData("""{"event":7}""")]
    public void A_signed_call_without_reports_is_valid_and_empty(string body) => Read(body).Should().BeNull();

    [Fact]
    public void A_wrong_signature_gives_no_reports()
    {
        var body = "{\"event\":\"unsubscribed\"}"u8.ToArray();
        foreach (var signature in new[] { null, "", "00", Sign([.. body, 32]) })
            ViberReports.TryRead(AuthToken, body, signature, Some.Moment, out _).Should().BeFalse();
        ViberReports.TryRead(AuthToken, body, Sign(body).ToUpperInvariant(), Some.Moment, out _).Should()
            .BeTrue("the digits' case means nothing");
    }

    private static DeliveryReport? Read(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        ViberReports.TryRead(AuthToken, body, Sign(body), Some.Moment, out var report).Should().BeTrue();
        return report;
    }

    private static string Sign(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AuthToken), body));
}
