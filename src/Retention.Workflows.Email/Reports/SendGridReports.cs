using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads SendGrid's event webhook. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Turn on the signed event webhook, and set <see cref="SmtpEmailOptions.Relay"/> to <see cref="SmtpRelay.SendGrid"/>, so that each event
/// returns the token. Signature and events:
/// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features.
/// </remarks>
public static class SendGridReports
{
    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="publicKey">The verification key of the webhook's settings, in base64.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="signature">The header <c>X-Twilio-Email-Event-Webhook-Signature</c>.</param>
    /// <param name="timestamp">The header <c>X-Twilio-Email-Event-Webhook-Timestamp</c>.</param>
    /// <param name="receivedAt">The time of arrival, for events without a time.</param>
    /// <param name="reports">The reports, in order; empty if the body has none.</param>
    /// <returns>True if the signature is valid. Answer a webhook with an invalid signature with 403 and ignore it.</returns>
    /// <exception cref="ArgumentException">The key is not a public key in base64.</exception>
    public static bool TryRead(string publicKey, ReadOnlyMemory<byte> body, string? signature, string? timestamp, DateTimeOffset receivedAt,
        out IReadOnlyList<DeliveryReport> reports)
    {
        ArgumentException.ThrowIfNullOrEmpty(publicKey);
        reports = [];
        using var key = Key(publicKey);
        var bytes = new byte[256];
        if (signature is null || timestamp is null || !Convert.TryFromBase64String(signature, bytes, out var length)
            || !key.VerifyData(
                [.. Encoding.UTF8.GetBytes(timestamp), .. body.Span], bytes.AsSpan(0, length), HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence))
            return false;

        reports = ReportBody.Read(body, root => root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Select(one => Read(one, receivedAt)).OfType<DeliveryReport>() : []);
        return true;
    }

    private static ECDsa Key(string publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            key.Dispose();
            throw new ArgumentException("The text is not a public key in base64.", nameof(publicKey), failure);
        }
    }

    private static DeliveryReport? Read(JsonElement one, DateTimeOffset receivedAt)
    {
        var name = JsonRead.Text(one, "event");
        var status = name switch
        {
            "processed" or "deferred" => DeliveryReportStatus.Underway,
            "delivered" => DeliveryReportStatus.Delivered,
            "open" => DeliveryReportStatus.Opened,
            "click" => DeliveryReportStatus.Clicked,
            "bounce" or "dropped" => DeliveryReportStatus.Failed,
            "spamreport" => DeliveryReportStatus.Complained,
            "unsubscribe" or "group_unsubscribe" => DeliveryReportStatus.Unsubscribed,
            _ => (DeliveryReportStatus?)null,
        };
        if (status is null)
            return null;
        var report = EmailEvents.Of(
            status.Value, ReportBody.Seconds(JsonRead.Number(one, "timestamp"), receivedAt), JsonRead.Text(one, MailHeaders.TokenName),
            JsonRead.Text(one, "email"), JsonRead.Text(one, "sg_message_id"));
        if (status == DeliveryReportStatus.Clicked)
            return report with { Link = JsonRead.Text(one, "url") };
        if (status == DeliveryReportStatus.Opened && JsonRead.IsTrue(one, "sg_machine_open"))
            return report with { Evidence = OpenEvidence.Machine };
        if (status != DeliveryReportStatus.Failed)
            return report;
        var said = JsonRead.Text(one, "reason");
        return EmailEvents.Failed(report, OfDrop(said), JsonRead.Text(one, "status"), said);
    }

    /// <summary>Why SendGrid did not try: it keeps lists of its own, which the shop does not see.</summary>
    private static BounceClass OfDrop(string? reason) => reason switch
    {
        "Bounced Address" or "Invalid" => BounceClass.Hard,
        "Unsubscribed Address" => BounceClass.Unsubscribed,
        "Spam Reporting Address" => BounceClass.Complaint,
        _ => BounceClass.None,
    };
}
