using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads Postmark's webhooks. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Postmark does not sign. Give the webhook a user name and a password, which it sends with basic authentication, and set
/// <see cref="SmtpEmailOptions.Relay"/> to <see cref="SmtpRelay.Postmark"/>, so that each event returns the token:
/// https://postmarkapp.com/developer/webhooks/webhooks-overview, https://postmarkapp.com/developer/api/bounce-api#bounce-types.
/// </remarks>
public static class PostmarkReports
{
    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="userName">The user name of the webhook.</param>
    /// <param name="password">The password of the webhook.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="authorization">The header <c>Authorization</c>.</param>
    /// <param name="receivedAt">The time of arrival, for an event without a time.</param>
    /// <param name="report">The report; null if the body has none.</param>
    /// <returns>True if name and password are right. Answer any other webhook with 403 and ignore it.</returns>
    public static bool TryRead(
        string userName, string password, ReadOnlyMemory<byte> body, string? authorization, DateTimeOffset receivedAt,
        out DeliveryReport? report)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentException.ThrowIfNullOrEmpty(password);
        report = null;
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));
        if (!ReportSignature.Matches(Encoding.ASCII.GetBytes(expected), authorization))
            return false;
        report = ReportBody.Read(body, root => Read(root, receivedAt) is { } read ? [read] : []) is [var only] ? only : null;
        return true;
    }

    private static DeliveryReport? Read(JsonElement root, DateTimeOffset receivedAt)
    {
        var type = JsonRead.Text(root, "Type");
        var (status, time) = JsonRead.Text(root, "RecordType") switch
        {
            "Delivery" => (DeliveryReportStatus.Delivered, "DeliveredAt"),
            "Open" => (DeliveryReportStatus.Opened, "ReceivedAt"),
            "Click" => (DeliveryReportStatus.Clicked, "ReceivedAt"),
            "SpamComplaint" => (DeliveryReportStatus.Complained, "BouncedAt"),
            "Bounce" => (OfBounce(type), "BouncedAt"),
            "SubscriptionChange" when JsonRead.IsTrue(root, "SuppressSending")
                && JsonRead.Text(root, "SuppressionReason") == "ManualSuppression" => (DeliveryReportStatus.Unsubscribed, "ChangedAt"),
            _ => ((DeliveryReportStatus?)null, ""),
        };
        if (status is null)
            return null;
        var report = EmailEvents.Of(
            status.Value, EmailEvents.Time(root, time, receivedAt), Token(root),
            JsonRead.Text(root, "Recipient") ?? JsonRead.Text(root, "Email"), JsonRead.Text(root, "MessageID"));
        if (status == DeliveryReportStatus.Clicked)
            return report with { Link = JsonRead.Text(root, "OriginalLink") };
        return status != DeliveryReportStatus.Failed ? report : EmailEvents.Failed(
            report,
            type switch
            {
                "HardBounce" or "BadEmailAddress" => BounceClass.Hard,
                "SoftBounce" or "DnsError" => BounceClass.Soft,
                _ => BounceClass.None,
            },
            null,
            JsonRead.Text(root, "Details"));
    }

    private static DeliveryReportStatus? OfBounce(string? type) => type switch
    {
        "Transient" => DeliveryReportStatus.Underway,
        "AutoResponder" or "AddressChange" or "ChallengeVerification" or "OpenRelayTest" or "Subscribe" => null,
        "SpamComplaint" => DeliveryReportStatus.Complained,
        "Unsubscribe" => DeliveryReportStatus.Unsubscribed,
        _ => DeliveryReportStatus.Failed,
    };

    private static string? Token(JsonElement root) =>
        JsonRead.Object(root, "Metadata") is { } data ? JsonRead.Text(data, MailHeaders.MetadataName) : null;
}
