using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Reports;

public sealed class TwilioReportsTests
{
    private const string AuthToken = "12345";
    private const string Address = "https://shop.example/twilio?shop=7&retention-token=aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx";

    [Fact]
    public void The_signature_is_that_of_twilios_own_example()
    {
        Dictionary<string, string> form = new()
        {
            ["To"] = "+18005551212",
            ["Digits"] = "1234",
            ["CallSid"] = "CA1234567890ABCDE",
            ["From"] = "+14158675309",
            ["Caller"] = "+14158675309",
        };

        Read(form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "https://mycompany.com/myapp.php?foo=1&bar=2").Signed.Should().BeTrue();
        Read(form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "https://mycompany.com/myapp.php?foo=1&bar=3").Signed.Should().BeFalse();
        Read(form, "rsoydt4t1cutdk1pdd93/vvr8b8=", "https://mycompany.com/myapp.php?foo=1&bar=2").Signed.Should().BeFalse();
        Read(form, null, "https://mycompany.com/myapp.php?foo=1&bar=2").Signed.Should().BeFalse();
        Read(form, "", "https://mycompany.com/myapp.php?foo=1&bar=2").Signed.Should().BeFalse();
    }

    [Fact]
    public void A_repeated_field_counts_once_for_each_value()
    {
        KeyValuePair<string, string>[] form = [new("Sid", "CA123"), new("SidAccount", "AC123"), new("Digits", "5678"),
            new("Digits", "1234"), new("Digits", "1234")];

        Read(form, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", "https://mycompany.com/myapp.php?foo=1&bar=2").Signed.Should().BeTrue();
    }

    [Theory]
    [InlineData("queued", DeliveryReportStatus.Underway)]
    [InlineData("accepted", DeliveryReportStatus.Underway)]
    [InlineData("scheduled", DeliveryReportStatus.Underway)]
    [InlineData("sending", DeliveryReportStatus.Underway)]
    [InlineData("sent", DeliveryReportStatus.Underway)]
    [InlineData("delivered", DeliveryReportStatus.Delivered)]
    [InlineData("read", DeliveryReportStatus.Opened)]
    public void A_status_is_reported_for_the_message_that_our_token_names(string status, DeliveryReportStatus expected)
    {
        var report = Reported(status);

        report.Should().Be(new DeliveryReport
        {
            Channel = Channel.Sms,
            Status = expected,
            OccurredAt = Some.Moment,
            Token = Some.Token,
            ProviderMessageId = "SM1",
            Address = "+420601123456",
            Evidence = expected == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
        });
    }

    [Theory]
    [InlineData("undelivered", "30003", "twilio-30003", BounceClass.Soft)]
    [InlineData("undelivered", "30004", "twilio-30004", BounceClass.Hard)]
    [InlineData("undelivered", "30005", "twilio-30005", BounceClass.Hard)]
    [InlineData("undelivered", "30006", "twilio-30006", BounceClass.Hard)]
    [InlineData("undelivered", "30007", "twilio-30007", BounceClass.None)]
    [InlineData("failed", "21610", "twilio-21610", BounceClass.Unsubscribed)]
    [InlineData("failed", "99999", "twilio-99999", BounceClass.None)]
    [InlineData("failed", "to +420601123456", "twilio-failed", BounceClass.None)]
    [InlineData("failed", "", "twilio-failed", BounceClass.None)]
    [InlineData("canceled", "", "twilio-canceled", BounceClass.None)]
    public void A_failure_has_its_code_and_its_class(string status, string code, string reason, BounceClass bounce)
    {
        var report = Reported(status, code)!;

        (report.Status, report.Reason, report.Bounce).Should().Be((DeliveryReportStatus.Failed, reason, bounce));
    }

    [Theory]
    [InlineData("received")]
    [InlineData("")]
    [InlineData("DELIVERED?")]
    public void A_signed_call_without_a_message_is_valid_and_empty(string status) => Reported(status).Should().BeNull();

    [Fact]
    public void Twilios_token_names_the_message_when_ours_is_missing()
    {
        var report = Reported("delivered", address: "https://shop.example/twilio")!;

        (report.Token, report.ProviderMessageId).Should().Be((null, "SM1"));
    }

    [Fact]
    public void The_report_returns_the_token_that_the_channel_sent()
    {
        const string Key = "12/3/ä & b=c+d#/1";

        var report = Reported("delivered", address: TwilioReports.CallbackAddress(new Uri("https://shop.example/twilio#x"), Key))!;

        report.Token.Should().Be(Key);
    }

    private static DeliveryReport? Reported(string status, string code = "", string address = Address)
    {
        Dictionary<string, string> form = new() { ["MessageSid"] = "SM1", ["MessageStatus"] = status, ["ErrorCode"] = code,
            ["To"] = "+420601123456" };
        var (signed, report) = Read(form, Sign(form, address), address);
        signed.Should().BeTrue();
        return report;
    }

    private static (bool Signed, DeliveryReport? Report) Read(
        IEnumerable<KeyValuePair<string, string>> form, string? signature, string address) =>
        (TwilioReports.TryRead(AuthToken, address, form, signature, Some.Moment.ToOffset(TimeSpan.FromHours(2)), out var report), report);

    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    private static string Sign(Dictionary<string, string> form, string address) => Convert.ToBase64String(HMACSHA1.HashData(
        Encoding.UTF8.GetBytes(AuthToken),
        Encoding.UTF8.GetBytes(
            address + string.Concat(form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value)))));
}
