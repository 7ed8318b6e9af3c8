using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Channels.Tests.Reports;

/// <summary>Customers' own preferences: STOP and START by text message, stop and resume at WhatsApp.</summary>
public sealed class PreferenceTests
{
    private const string Secret = "app-secret";
    private const string Address = "https://shop.example/twilio/inbound";

    [Theory]
    [InlineData("STOP", null, PreferenceKind.Stop)]
    [InlineData(" stop. ", null, PreferenceKind.Stop)]
    [InlineData("Unsubscribe", null, PreferenceKind.Stop)]
    [InlineData("odhlásit", null, PreferenceKind.Stop)]
    [InlineData("Abmelden!", null, PreferenceKind.Stop)]
    [InlineData("ARRÊTER", null, PreferenceKind.Stop)]
    [InlineData("baja", null, PreferenceKind.Stop)]
    [InlineData("СТОП", null, PreferenceKind.Stop)]
    [InlineData("стоп", null, PreferenceKind.Stop)]
    [InlineData("lopeta", null, PreferenceKind.Stop)]
    [InlineData("Afmeld", null, PreferenceKind.Stop)]
    [InlineData("Odjava", null, PreferenceKind.Stop)]
    [InlineData("dezabonare", null, PreferenceKind.Stop)]
    [InlineData("Διαγραφη", null, PreferenceKind.Stop)]
    [InlineData("¡BAJA!", null, PreferenceKind.Stop)]
    [InlineData("STOP,", null, PreferenceKind.Stop)]
    [InlineData("(stop)", null, PreferenceKind.Stop)]
    [InlineData("STOP…", null, PreferenceKind.Stop)]
    [InlineData("‘STOP’", null, PreferenceKind.Stop)]
    [InlineData("STOP\u200b", null, PreferenceKind.Stop)]
    [InlineData("stop 🛑", null, PreferenceKind.Stop)]
    [InlineData("opt-out.", null, PreferenceKind.Stop)]
    [InlineData("?!", null, null)]
    [InlineData("unstop", null, PreferenceKind.Resume)]
    [InlineData("START", null, PreferenceKind.Resume)]
    [InlineData("help", null, PreferenceKind.Help)]
    [InlineData("hör auf damit", "STOP", PreferenceKind.Stop)]
    [InlineData("ano", "START", PreferenceKind.Resume)]
    [InlineData("Do you stop at the station?", null, null)]
    [InlineData("", null, null)]
    public void A_text_message_is_a_wish_by_twilios_word_or_its_own(string body, string? optOut, PreferenceKind? expected)
    {
        Dictionary<string, string> form = new() { ["From"] = "+420601123456", ["Body"] = body };
        if (optOut is not null)
            form["OptOutType"] = optOut;

        TwilioInbound.TryRead("12345", Address, form, Sign(form), Some.Moment, out var preference).Should().BeTrue();

        preference?.Kind.Should().Be(expected);
        (preference is null).Should().Be(expected is null);
    }

    [Fact]
    public void A_stop_is_a_report_that_suppresses_and_a_resumption_is_none()
    {
        Dictionary<string, string> form = new() { ["From"] = "whatsapp:+420601123456", ["Body"] = "dost" };

        TwilioInbound.TryRead("12345", Address, form, Sign(form), Some.Moment, out var preference, ["DOST"]).Should().BeTrue();

        preference!.ToReport().Should().Match<Messaging.DeliveryReport>(report => report.Channel == Channel.WhatsApp
            && report.Address == "+420601123456" && report.Status == Messaging.DeliveryReportStatus.Unsubscribed);
        (preference with { Kind = PreferenceKind.Resume }).ToReport().Should().BeNull();
    }

    [Fact]
    public void An_unsigned_wish_is_none()
    {
        TwilioInbound.TryRead("12345", Address, [new("Body", "STOP")], "AAAA", Some.Moment, out var preference).Should().BeFalse();
        preference.Should().BeNull();
    }

    [Fact]
    public void Whatsapp_tells_stop_and_resume()
    {
        var body = Encoding.UTF8.GetBytes("""
            {"entry":[{"changes":[{"field":"user_preferences","value":{"user_preferences":[
              {"wa_id":"420601123456","category":"marketing_messages","value":"stop","timestamp":"1782898200"},
              {"wa_id":"420601123457","category":"marketing_messages","value":"resume","timestamp":"1782898201"},
              {"wa_id":"420601123458","value":"other"}]}}]}]}
            """);
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

        WhatsAppReports.TryReadPreferences(Secret, body, signature, Some.Moment, out var preferences).Should().BeTrue();

        preferences.Select(preference => (preference.Address, preference.Kind)).Should()
            .Equal(("420601123456", PreferenceKind.Stop), ("420601123457", PreferenceKind.Resume));
        WhatsAppReports.TryReadPreferences(Secret, body, "sha256=00", Some.Moment, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"event":"delivered","message_token":5,"user_id":"\ud83d"}""")]
    [InlineData("""{"event":"\udc00"}""")]
    [InlineData("""{"\ud83d":1,"event":"failed"}""")]
    [InlineData("""{"event":"failed","timestamp":"\ud83d"}""")]
    [InlineData("""{"entry":[{"changes":[{"value":{"statuses":[{"id":"\ud83d","status":"failed","errors":[{"code":"\ud83d"}]}]}}]}]}""")]
    public void Half_a_surrogate_in_a_signed_body_is_no_error(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

        ViberReports.TryRead(Secret, body, signature, Some.Moment, out _).Should().BeTrue();
        WhatsAppReports.TryRead(Secret, body, $"sha256={signature}", Some.Moment, out _).Should().BeTrue();
    }

    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    private static string Sign(Dictionary<string, string> form) => Convert.ToBase64String(HMACSHA1.HashData(
        Encoding.UTF8.GetBytes("12345"),
        Encoding.UTF8.GetBytes(Address + string.Concat(form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value)))));
}
