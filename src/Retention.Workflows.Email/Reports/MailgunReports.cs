using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads Mailgun's webhooks. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Set <see cref="SmtpEmailOptions.Relay"/> to <see cref="SmtpRelay.Mailgun"/>, so that each event returns the token. Signature and events:
/// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks and
/// https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure.
/// </remarks>
public static class MailgunReports
{
    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="signingKey">The webhook signing key of the account.</param>
    /// <param name="body">The unchanged bytes of the body; the signature is part of it.</param>
    /// <param name="receivedAt">The time of arrival, for an event without a time.</param>
    /// <param name="report">The report; null if the body has none.</param>
    /// <returns>True if the signature is valid. Answer a webhook with an invalid signature with 403 and ignore it.</returns>
    public static bool TryRead(string signingKey, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        ArgumentException.ThrowIfNullOrEmpty(signingKey);
        var isGenuine = false;
        report = ReportBody.Read(body, root =>
        {
            isGenuine = JsonRead.Object(root, "signature") is { } signature && ReportSignature.MatchesHex(
                signingKey,
                Encoding.UTF8.GetBytes(JsonRead.Text(signature, "timestamp") + JsonRead.Text(signature, "token")),
                JsonRead.Text(signature, "signature"));
            return isGenuine && JsonRead.Object(root, "event-data") is { } data && Read(data, receivedAt) is { } read ? [read] : [];
        }) is [var only] ? only : null;
        return isGenuine;
    }

    private static DeliveryReport? Read(JsonElement data, DateTimeOffset receivedAt)
    {
        var isPermanent = JsonRead.Text(data, "severity") == "permanent";
        var status = JsonRead.Text(data, "event") switch
        {
            "accepted" => DeliveryReportStatus.Underway,
            "delivered" => DeliveryReportStatus.Delivered,
            "opened" => DeliveryReportStatus.Opened,
            "clicked" => DeliveryReportStatus.Clicked,
            "failed" => isPermanent ? DeliveryReportStatus.Failed : DeliveryReportStatus.Underway,
            "rejected" => DeliveryReportStatus.Failed,
            "complained" => DeliveryReportStatus.Complained,
            "unsubscribed" => DeliveryReportStatus.Unsubscribed,
            _ => (DeliveryReportStatus?)null,
        };
        if (status is null)
            return null;
        var report = EmailEvents.Of(
            status.Value,
            ReportBody.Seconds((long?)JsonRead.Decimal(data, "timestamp"), receivedAt),
            JsonRead.Object(data, "user-variables") is { } variables ? JsonRead.Text(variables, MailHeaders.TokenName) : null,
            JsonRead.Text(data, "recipient"),
            JsonRead.Text(data, "id"));
        if (status == DeliveryReportStatus.Clicked)
            report = report with { Link = JsonRead.Text(data, "url") };
        if (status is DeliveryReportStatus.Opened or DeliveryReportStatus.Clicked && JsonRead.Object(data, "client-info") is { } client
            && JsonRead.Text(client, "bot") is { Length: > 0 })
            return report with { Evidence = OpenEvidence.Machine };
        if (status != DeliveryReportStatus.Failed)
            return report;
        var delivery = JsonRead.Object(data, "delivery-status");
        return EmailEvents.Failed(
            report,
            JsonRead.Text(data, "reason") switch
            {
                "suppress-bounce" => BounceClass.Hard,
                "suppress-unsubscribe" => BounceClass.Unsubscribed,
                "suppress-complaint" => BounceClass.Complaint,
                _ => BounceClass.None,
            },
            delivery is null ? null : JsonRead.Text(delivery.Value, "enhanced-code"),
            delivery is null ? null : $"{JsonRead.Text(delivery.Value, "message")} {JsonRead.Text(delivery.Value, "description")}");
    }
}
