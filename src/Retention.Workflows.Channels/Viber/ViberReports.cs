using System.Text.Json;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Channels.Viber;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads the callbacks of a Viber bot: delivery of messages, and unsubscriptions. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Viber returns our idempotency key (<c>tracking_data</c>) only with a customer's reply. A report names the message by Viber's own token,
/// which is <see cref="DeliveryResult.ProviderMessageId"/> of the send.
/// </remarks>
public static class ViberReports
{
    /// <summary>Verifies the sender of a callback, and reads it.</summary>
    /// <param name="authToken">The bot's token, with which Viber signs.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="signature">The header <c>X-Viber-Content-Signature</c>.</param>
    /// <param name="receivedAt">The time of the callback's arrival, for callbacks without a time.</param>
    /// <param name="report">The report; null for a callback without one, such as a customer's message.</param>
    /// <returns>True if the signature is valid. Answer a callback with an invalid signature with 403 and ignore it.</returns>
    public static bool TryRead(
        string authToken, ReadOnlyMemory<byte> body, string? signature, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        ArgumentException.ThrowIfNullOrEmpty(authToken);
        report = null;
        if (!ReportSignature.MatchesHex(authToken, body.Span, signature))
            return false;

        report = ReportBody.Read(body, root => Read(root, receivedAt) is { } read ? [read] : []) is [var only] ? only : null;
        return true;
    }

    private static DeliveryReport? Read(JsonElement root, DateTimeOffset receivedAt)
    {
        var what = JsonRead.Text(root, "event") switch
        {
            "delivered" => DeliveryReportStatus.Delivered,
            "seen" => DeliveryReportStatus.Opened,
            "failed" => DeliveryReportStatus.Failed,
            "unsubscribed" => DeliveryReportStatus.Unsubscribed,
            _ => (DeliveryReportStatus?)null,
        };
        if (what is not { } status)
            return null;

        // The token of an unsubscription names the callback, not a message.
        return new DeliveryReport
        {
            Channel = Channel.Viber,
            Status = status,
            OccurredAt = ReportBody.Milliseconds(JsonRead.Number(root, "timestamp"), receivedAt),
            ProviderMessageId = status == DeliveryReportStatus.Unsubscribed ? null : JsonRead.Code(root, "message_token"),
            Address = JsonRead.Text(root, "user_id"),
            Reason = status is DeliveryReportStatus.Failed or DeliveryReportStatus.Unsubscribed
                ? ViberAnswers.Table.Reason(status == DeliveryReportStatus.Failed ? "failed" : "unsubscribed") : null,
            Bounce = status == DeliveryReportStatus.Unsubscribed ? BounceClass.Unsubscribed : BounceClass.None,
            Evidence = status == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
        };
    }
}
