using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads Brevo's webhooks for transactional mail. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Brevo does not sign. Give the webhook a bearer token, and set <see cref="SmtpEmailOptions.Relay"/> to <see cref="SmtpRelay.Brevo"/>, so
/// that each event returns the token of the mail: https://developers.brevo.com/docs/transactional-webhooks,
/// https://developers.brevo.com/docs/username-and-password-authentication.
/// </remarks>
public static class BrevoReports
{
    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="bearerToken">The token of the webhook.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="authorization">The header <c>Authorization</c>.</param>
    /// <param name="receivedAt">The time of arrival, for an event without a time.</param>
    /// <param name="report">The report; null if the body has none.</param>
    /// <returns>True if the token is right. Answer any other webhook with 403 and ignore it.</returns>
    public static bool TryRead(
        string bearerToken, ReadOnlyMemory<byte> body, string? authorization, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        ArgumentException.ThrowIfNullOrEmpty(bearerToken);
        report = null;
        if (!ReportSignature.Matches(Encoding.UTF8.GetBytes($"Bearer {bearerToken}"), authorization))
            return false;
        report = ReportBody.Read(body, root => Read(root, receivedAt) is { } read ? [read] : []) is [var only] ? only : null;
        return true;
    }

    private static DeliveryReport? Read(JsonElement root, DateTimeOffset receivedAt)
    {
        var name = JsonRead.Text(root, "event");
        var status = name switch
        {
            "request" or "deferred" => DeliveryReportStatus.Underway,
            "delivered" => DeliveryReportStatus.Delivered,
            "opened" or "unique_opened" or "proxy_open" or "unique_proxy_open" => DeliveryReportStatus.Opened,
            "click" => DeliveryReportStatus.Clicked,
            "soft_bounce" or "hard_bounce" or "invalid_email" or "blocked" or "error" => DeliveryReportStatus.Failed,
            "spam" => DeliveryReportStatus.Complained,
            "unsubscribed" => DeliveryReportStatus.Unsubscribed,
            _ => (DeliveryReportStatus?)null,
        };
        if (status is null)
            return null;
        var report = EmailEvents.Of(
            status.Value, ReportBody.Seconds(JsonRead.Number(root, "ts_event"), receivedAt), JsonRead.Text(root, "X-Mailin-custom"),
            JsonRead.Text(root, "email"), JsonRead.Text(root, "message-id"));
        if (status == DeliveryReportStatus.Clicked)
            return report with { Link = JsonRead.Text(root, "link") };
        if (name is "proxy_open" or "unique_proxy_open")
            return report with { Evidence = OpenEvidence.Machine };
        return status != DeliveryReportStatus.Failed ? report : EmailEvents.Failed(
            report,
            name switch
            {
                "hard_bounce" or "invalid_email" => BounceClass.Hard,
                "soft_bounce" => BounceClass.Soft,
                _ => BounceClass.None,
            },
            null,
            JsonRead.Text(root, "reason"));
    }
}
